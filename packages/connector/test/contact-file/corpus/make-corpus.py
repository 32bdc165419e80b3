"""Makes the files of this corpus that Python, LibreOffice and Gnumeric write: python3 make-corpus.py

Debian packages: libreoffice-calc python3-uno python3-openpyxl python3-xlsxwriter gnumeric. exceljs and SheetJS
write theirs by make-corpus.mjs.
"""
import csv
import datetime
import io
import pathlib
import re
import subprocess
import tempfile
import time
import zipfile

import openpyxl
import uno
import xlsxwriter
from com.sun.star.beans import NamedValue, PropertyValue

FOLDER = pathlib.Path(__file__).parent
HEADER = ['PhoneNumber', 'Name', 'AgentId', 'ExpiryDate', 'Seen', 'Vip', 'Sum', 'Lost', 'Note', 'Gap', 'Last']
DAY = datetime.date(2026, 2, 28)
MOMENT = datetime.datetime(2026, 2, 28, 13, 5)
PLAIN = [
    ['PhoneNumber', 'Name', 'Note'],
    ['+91 98765 43210', 'Zoë, "Z"', 'two\nlines'],
    ['9876543211', 'Ravi', ''],
]


def by_xlsxwriter(name, **options):
    book = xlsxwriter.Workbook(FOLDER / name, options)
    sheet = book.add_worksheet('Contacts')
    sheet.write_row(0, 0, HEADER)
    sheet.write_string(1, 0, '+91 98765 43210')
    sheet.write_string(1, 1, 'Asha & "Ravi" <x>')
    sheet.write_string(1, 2, 'a1')
    sheet.write_datetime(1, 3, DAY, book.add_format({'num_format': 'dd/mm/yyyy'}))
    sheet.write_datetime(1, 4, MOMENT, book.add_format({'num_format': 'd mmm yy hh:mm'}))
    sheet.write_boolean(1, 5, True)
    sheet.write_formula(1, 6, '=1+1', None, 2)
    sheet.write_formula(1, 7, '=NA()', None, '#N/A')
    sheet.write_string(1, 8, 'line\nbreak')
    sheet.write_string(1, 10, 'end')
    sheet.write_number(2, 0, 919876543211)
    sheet.write_string(2, 1, 'Zoë 日本')
    sheet.write_boolean(2, 5, False)
    if 'constant_memory' in options:
        sheet.write_string(2, 8, 'rich bold')
    else:
        sheet.write_rich_string(2, 8, 'rich ', book.add_format({'bold': True}), 'bold')
    sheet.write_number(2, 10, 1.5)
    sheet.write_number(4, 0, 9198765432101230)
    sheet.write_string(4, 1, 'Lost digits')
    book.close()


def by_openpyxl(name, hidden_first=False):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = 'Contacts'
    sheet.append(HEADER)
    sheet.append(['+91 98765 43210', 'Asha & "Ravi" <x>', 'a1', DAY, MOMENT, True, 2, '#N/A', 'line\nbreak', None, 'end'])
    sheet.append([919876543211, 'Zoë 日本', None, None, None, False, None, None, 'rich bold', None, 1.5])
    sheet.append([])
    sheet['A5'], sheet['B5'] = 9198765432101230, 'Lost digits'
    if hidden_first:
        book.create_sheet('Notes', 0).append(['not for you'])
        book['Notes'].sheet_state = 'hidden'
        book.active = 1
    book.save(FOLDER / name)


def texts_by_openpyxl(name):
    book = openpyxl.Workbook()
    for row in PLAIN:
        book.active.append(row)
    book.save(FOLDER / name)


def rewritten(source, target, change):
    """The same archive with every XML part changed."""
    with zipfile.ZipFile(FOLDER / source) as archive, zipfile.ZipFile(FOLDER / target, 'w', zipfile.ZIP_DEFLATED) as out:
        for entry in archive.namelist():
            out.writestr(entry, change(entry, archive.read(entry).decode()))


def prefixed(entry, xml):
    """As the Open XML SDK of .NET writes: every element of the spreadsheet's namespace with a prefix."""
    if not entry.startswith('xl/') or entry.endswith('.rels') or 'theme' in entry:
        return xml
    return re.sub(r'<(/?)([A-Za-z])', r'<\1x:\2', xml).replace(' xmlns="', ' xmlns:x="', 1)


def strict(_, xml):
    """As Excel's "Strict Open XML Spreadsheet"."""
    return xml.replace('http://schemas.openxmlformats.org/spreadsheetml/2006/main', 'http://purl.oclc.org/ooxml/spreadsheetml/main').replace(
        'http://schemas.openxmlformats.org/officeDocument/2006/relationships', 'http://purl.oclc.org/ooxml/officeDocument/relationships')


def like_google(entry, xml):
    """As Google Sheets exports: integers as floating-point numbers, its own namespaces, a style on every cell."""
    if not entry.startswith('xl/worksheets/sheet'):
        return xml
    xml = xml.replace('<v>919876543211</v>', '<v>9.19876543211E11</v>').replace('<v>9198765432101230</v>', '<v>9.19876543210123E15</v>')
    xml = xml.replace('</f><v>2</v>', '</f><v>2.0</v>')
    return xml.replace('<worksheet ', '<worksheet xmlns:mx="http://schemas.microsoft.com/office/mac/excel/2008/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" ', 1)


def by_libreoffice(source, target, filter_name, filter_options='', password=None):
    document = desktop().loadComponentFromURL((FOLDER / source).as_uri(), '_blank', 0, (prop('Hidden', True),))
    options = [prop('FilterName', filter_name), prop('FilterOptions', filter_options)]
    if password:
        keys = (NamedValue('CryptoType', 'Standard'), NamedValue('OOXPassword', password))
        options.append(prop('EncryptionData', uno.Any('[]com.sun.star.beans.NamedValue', keys)))
    document.storeToURL((FOLDER / target).as_uri(), tuple(options))
    document.close(True)


def prop(name, value):
    return PropertyValue(Name=name, Value=value)


def desktop():
    context = uno.getComponentContext()
    resolver = context.ServiceManager.createInstanceWithContext('com.sun.star.bridge.UnoUrlResolver', context)
    for _ in range(100):
        try:
            remote = resolver.resolve(f'uno:{ACCEPT}StarOffice.ComponentContext')
            return remote.ServiceManager.createInstanceWithContext('com.sun.star.frame.Desktop', remote)
        except Exception:
            time.sleep(0.3)
    raise RuntimeError('LibreOffice did not start')


ACCEPT = 'pipe,name=corpus;urp;'


def text(delimiter=',', line_end='\r\n', quoting=csv.QUOTE_MINIMAL):
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=line_end, quoting=quoting).writerows(PLAIN)
    return out.getvalue()


def main():
    by_xlsxwriter('xlsxwriter.xlsx')
    by_xlsxwriter('xlsxwriter-inline.xlsx', constant_memory=True)
    by_openpyxl('openpyxl.xlsx')
    by_openpyxl('openpyxl-hidden-first.xlsx', hidden_first=True)
    texts_by_openpyxl('openpyxl-texts.xlsx')
    rewritten('xlsxwriter.xlsx', 'prefixed.xlsx', prefixed)
    rewritten('xlsxwriter.xlsx', 'strict.xlsx', strict)
    rewritten('xlsxwriter.xlsx', 'google-sheets-like.xlsx', like_google)
    (FOLDER / 'python.csv').write_bytes(text().encode())
    (FOLDER / 'excel-utf8-mark.csv').write_bytes(text(';').encode('utf-8-sig'))
    (FOLDER / 'excel-sep-line.csv').write_bytes(b'sep=|\r\n' + text('|').encode())
    (FOLDER / 'old-mac.csv').write_bytes(text(line_end='\r', quoting=csv.QUOTE_ALL).replace('two\nlines', 'two\rlines').encode('cp1252'))
    with tempfile.TemporaryDirectory() as profile:
        office = subprocess.Popen(['soffice', '--headless', '--norestore', f'--accept={ACCEPT}', f'-env:UserInstallation=file://{profile}'])
        try:
            by_libreoffice('xlsxwriter.xlsx', 'libreoffice.xlsx', 'Calc MS Excel 2007 XML')
            by_libreoffice('xlsxwriter.xlsx', 'encrypted.xlsx', 'Calc MS Excel 2007 XML', password='corpus')
            by_libreoffice('xlsxwriter.xlsx', 'old-excel.xls', 'MS Excel 97')
            by_libreoffice('xlsxwriter.xlsx', 'open-document.ods', 'calc8')
            by_libreoffice('xlsxwriter.xlsx', 'web-page.xls', 'HTML (StarCalc)')
            by_libreoffice('openpyxl-texts.xlsx', 'libreoffice-utf8.csv', 'Text - txt - csv (StarCalc)', '44,34,76,1')
            by_libreoffice('openpyxl-texts.xlsx', 'libreoffice-windows-1252.csv', 'Text - txt - csv (StarCalc)', '59,34,1,1')
            by_libreoffice('openpyxl-texts.xlsx', 'libreoffice-utf16.csv', 'Text - txt - csv (StarCalc)', '9,34,65535,1')
            by_libreoffice('openpyxl-texts.xlsx', 'libreoffice-texts.xlsx', 'Calc MS Excel 2007 XML')
            desktop().terminate()
        finally:
            office.terminate()
            office.wait(30)
    subprocess.run(['ssconvert', FOLDER / 'libreoffice.xlsx', FOLDER / 'gnumeric.xlsx'], check=True)
    whole = (FOLDER / 'libreoffice.xlsx').read_bytes()
    (FOLDER / 'cut-off.xlsx').write_bytes(whole[: len(whole) // 2])


main()

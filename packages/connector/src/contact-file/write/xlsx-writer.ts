import type { FileWriter } from '../../store/spool/file-writer';
import type { TableWriter } from './table-writer';
import { ZipWriter } from './zip-writer';

const FLUSHED_CHARACTERS = 64 * 1024;
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const DOCUMENT = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const WORKBOOK_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** All of a workbook but its sheet. */
const PARTS: Readonly<Record<string, string>> = {
  '[Content_Types].xml': `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${WORKBOOK_TYPE}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${WORKBOOK_TYPE}.worksheet+xml"/></Types>`,
  '_rels/.rels': `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${DOCUMENT}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `${XML}<workbook xmlns="${MAIN}" xmlns:r="${DOCUMENT}"><sheets><sheet name="Contacts" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `${XML}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${DOCUMENT}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
};

/** Writes a workbook of one sheet in which every cell is text, so that no phone number loses a digit or its `+`. */
export async function createXlsxWriter(target: FileWriter): Promise<TableWriter> {
  const zip = new ZipWriter(target);
  for (const [name, xml] of Object.entries(PARTS)) {
    const part = await zip.begin(name);
    await part.write(Buffer.from(xml));
    await part.end();
  }
  const sheet = await zip.begin('xl/worksheets/sheet1.xml');
  let pending = `${XML}<worksheet xmlns="${MAIN}"><sheetData>`;
  let row = 0;
  return {
    async write(cells) {
      row += 1;
      pending += rowXml(cells, row);
      if (pending.length < FLUSHED_CHARACTERS) return;
      await sheet.write(Buffer.from(pending));
      pending = '';
    },
    async end() {
      await sheet.write(Buffer.from(`${pending}</sheetData></worksheet>`));
      await sheet.end();
      await zip.end();
    },
  };
}

function rowXml(cells: readonly string[], row: number): string {
  let xml = `<row r="${row}">`;
  for (const [column, cell] of cells.entries()) {
    if (cell === '') continue;
    xml += `<c r="${columnName(column)}${row}" t="inlineStr"><is><t xml:space="preserve">${escaped(cell)}</t></is></c>`;
  }
  return `${xml}</row>`;
}

function columnName(column: number): string {
  const last = String.fromCharCode(0x41 + (column % 26));
  return column < 26 ? last : columnName(Math.floor(column / 26) - 1) + last;
}

const SPECIAL = /[&<>\r\p{Cc}\p{Cs}\ufffe\uffff]|_x[0-9a-f]{4}_/giu;

/**
 * XML cannot hold control characters, halves of characters, U+FFFE and U+FFFF, and drops a carriage return: Excel writes
 * them as `_x000D_`.
 */
function escaped(cell: string): string {
  return cell.replace(SPECIAL, (found) => {
    if (found === '&') return '&amp;';
    if (found === '<') return '&lt;';
    if (found === '>') return '&gt;';
    if (found === '\n' || found === '\t') return found;
    if (found.length > 1) return `_x005F${found}`;
    return `_x${found.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}_`;
  });
}

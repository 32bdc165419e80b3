import { posix } from 'node:path';
import { ContactFileError } from '../../contact-file-error';
import type { Archive } from './archive';
import { readCellFormats, type CellFormat } from './cell-formats';
import { decodeEntities } from './xml-text';
import { readElements, type XmlElement } from './read-elements';

/** What must be known of a workbook before its sheet is read. */
export interface Workbook {
  /** The entry of the first sheet that is visible. */
  readonly sheet: string;
  readonly sheetName: string;
  /** Whether no sheet, hidden or not, stands before it. */
  readonly isFirstSheet: boolean;
  /** The other sheets that are visible. */
  readonly otherSheets: readonly { readonly name: string; readonly path: string }[];
  readonly sharedStrings: string | undefined;
  /** By the number of a cell style; undefined if values are shown as they are stored. */
  readonly formats: readonly (CellFormat | undefined)[];
  /** Whether days are counted from 1904 instead of 1900. */
  readonly is1904: boolean;
}

const ROOT = '_rels/.rels';

/** Finds the parts of a workbook by its relationships, as every writer names them differently. */
export async function readWorkbook(archive: Archive): Promise<Workbook> {
  const main = (await relationsOf(archive, ROOT, '')).find(({ type }) => type === 'officeDocument')?.target;
  const path = main ?? 'xl/workbook.xml';
  if (path.toLowerCase().endsWith('.bin')) throw binaryWorkbook();
  if (!archive.has(path)) throw notAWorkbook();
  const folder = posix.dirname(path);
  const relations = await relationsOf(archive, `${folder}/_rels/${posix.basename(path)}.rels`, folder);
  const elements = await readElements(archive, path, ['workbookPr', 'sheet']);
  // Of two with one id, the first counts.
  const byId = new Map(relations.toReversed().map((relation) => [relation.id, relation]));
  const sheets: PlacedSheet[] = [];
  for (const element of elements) {
    const pause = archive.pace();
    if (pause !== undefined) await pause;
    if (element.name === 'sheet') sheets.push(placed(element, byId));
  }
  const worksheets = sheets.filter(({ relation }) => relation?.type === 'worksheet');
  const index = worksheets.findIndex(({ isHidden }) => !isHidden);
  const { name: sheetName = '', relation: sheetRelation } = worksheets[index] ?? {};
  const sheet = sheetRelation?.target;
  if (sheet === undefined || !archive.has(sheet)) throw notAWorkbook();
  const properties = elements.find(({ name }) => name === 'workbookPr')?.attributes;
  return {
    sheet,
    sheetName,
    isFirstSheet: index === 0,
    otherSheets: worksheets.slice(index + 1).flatMap(({ isHidden, name, relation }) => {
      return isHidden || relation === undefined || relation.target === sheet
        ? []
        : [{ name, path: relation.target }];
    }),
    sharedStrings: relations.find(({ type }) => type === 'sharedStrings')?.target,
    formats: await readCellFormats(archive, relations.find(({ type }) => type === 'styles')?.target),
    is1904: ['1', 'true'].includes(properties?.get('date1904')?.trim().toLowerCase() ?? ''),
  };
}

interface Relation {
  readonly id: string;
  /** The last step of the type's URI; transitional and strict files differ before it. */
  readonly type: string;
  readonly target: string;
}

async function relationsOf(archive: Archive, path: string, folder: string): Promise<Relation[]> {
  const elements = await readElements(archive, path, ['Relationship']);
  const relations: Relation[] = [];
  for (const { attributes } of elements) {
    const pause = archive.pace();
    if (pause !== undefined) await pause;
    const target = decodeEntities(attributes.get('Target') ?? '')
      .trim()
      .replaceAll('\\', '/');
    const besides = posix.join(folder, target);
    relations.push({
      id: attributes.get('Id')?.trim() ?? '',
      type: attributes.get('Type')?.trim().split('/').at(-1) ?? '',
      // Some programs forget the slash before a path from the root.
      target: target.startsWith('/') || !archive.has(besides) ? target.replace(/^\//, '') : besides,
    });
  }
  return relations;
}

interface PlacedSheet {
  readonly name: string;
  readonly isHidden: boolean;
  readonly relation: Relation | undefined;
}

function placed({ attributes }: XmlElement, relations: ReadonlyMap<string, Relation>): PlacedSheet {
  const id = [...attributes].find(([name]) => /(^|:)id$/.test(name))?.[1];
  return {
    name: decodeEntities(attributes.get('name') ?? ''),
    isHidden: /hidden$/i.test(attributes.get('state')?.trim() ?? ''),
    relation: id === undefined ? undefined : relations.get(id.trim()),
  };
}

function binaryWorkbook(): ContactFileError {
  return new ContactFileError(
    'file_not_a_contact_file',
    'The file is a binary workbook (.xlsb): open it in Excel and save it as .xlsx or CSV.',
  );
}

function notAWorkbook(): ContactFileError {
  return new ContactFileError(
    'file_not_a_contact_file',
    'The file is an archive, but no .xlsx workbook with a visible sheet. Save the contacts as .xlsx or CSV.',
  );
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ContactRules } from '@ozonetel-bulk-upload/shared-types';
import { cellsOf, CsvTable } from '../../nodes/Ozonetel/contacts/csv-table';
import { prepareFile } from '../../nodes/Ozonetel/contacts/prepare-file';

/** The connector's corpus: both must read its files as the same table. */
const FOLDER = join(__dirname, '../../../connector/test/contact-file/corpus');

interface Expected {
  readonly tables: Readonly<Record<string, readonly (readonly string[])[]>>;
  readonly read: Readonly<
    Record<
      string,
      { table: string; lostDigits?: number[]; asItIs?: boolean; lineBreak?: string; sentHeader?: string[] }
    >
  >;
  readonly refused: Readonly<Record<string, string>>;
}
const EXPECTED = JSON.parse(readFileSync(join(FOLDER, 'expected.json'), 'utf8')) as Expected;

const RULES: ContactRules = {
  columns: {},
  agentIds: [],
  skills: [],
  invalidRows: 'drop',
  duplicates: 'keep',
  split: false,
};

/** Workbooks pass unread when the node sends them itself. */
const isNoWorkbook = ([name]: readonly [string, unknown]) => !/\.(xlsx|ods)$/.test(name);

function prepared(name: string) {
  const content = readFileSync(join(FOLDER, name));
  return { content, ...prepareFile({ name, content }, RULES, 0) };
}

it.each(Object.entries(EXPECTED.read).filter(isNoWorkbook))(
  'the node reads, checks and writes %s as the connector does',
  (name, { table, lostDigits = [], asItIs = false, lineBreak = '\n', sentHeader }) => {
    const { content, file, checked } = prepared(name);
    expect(checked?.outcome).toBeUndefined();
    expect(checked?.problems.map(({ row, message }) => [row, /last digits are lost/.test(message)])).toEqual(
      lostDigits.map((row) => [row, true]),
    );
    expect(file.content === content).toBe(asItIs);
    const [header, ...contacts] = EXPECTED.tables[table]!.filter((_, index) => !lostDigits.includes(index));
    const sent = new CsvTable(Buffer.from(file.content));
    expect([sent.headers, ...Array.from(sent.rows(), cellsOf)]).toEqual(
      [sentHeader ?? header!, ...contacts].map((row) => row.map((cell) => cell.replaceAll('\n', lineBreak))),
    );
  },
);

it.each(Object.entries(EXPECTED.refused).filter(isNoWorkbook))(
  'the node refuses %s for the reason that the connector gives',
  (name, says) => {
    expect(prepared(name).checked?.outcome?.message).toContain(says);
  },
);

it.each(['\ufeff', '\ufeff\r\n', '\r\n \r\n', '\u200b'])(
  'the node takes a file of nothing to see for empty, as the connector does: %j',
  (text) => {
    const { checked } = prepareFile({ name: 'contacts.csv', content: Buffer.from(text) }, RULES, 0);
    expect(checked?.outcome).toMatchObject({ code: 'file_empty' });
  },
);

it.each([
  ['98450,"Asha\n9845012346,Ravi"', 'contacts_within_cells'],
  ['9845012345 9845012346,Asha', 'long_phone_numbers'],
  ['2026-02-28,Asha', 'phone_numbers_like_dates'],
])('the node points out %j as the connector does', (row, code) => {
  const content = Buffer.from(`PhoneNumber,Name\n${row}\n`);
  const { checked } = prepareFile({ name: 'contacts.csv', content }, RULES, 0);
  expect(checked?.notices).toMatchObject([{ code }]);
});

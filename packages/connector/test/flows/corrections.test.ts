import type { CellCorrection, CheckResult } from '@ozonetel-bulk-upload/shared-types';
import { workbookParts, zipOf } from '../contact-file/workbook';
import { DATABASE_KINDS } from '../harness/databases';
import { startFileHost, type FileHost } from '../harness/file-host';
import { expectProblem, formOf } from '../harness/problems';
import { openScene, withDatabase, type Scene } from '../harness/scene';

const CSV = 'Mobile No,Name\n9876543210,Asha\n\ncall me,Ravi\n9876543212,Mina\n';
const COLUMNS = { 'Mobile No': 'PhoneNumber' } as const;
const CORRECTED = '+91 98765 00001';
const FIX: CellCorrection = { row: 2, column: 'Mobile No', value: CORRECTED };

/** The same contacts as a workbook. */
function workbook(): Promise<Buffer> {
  const cell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
  const rows = CSV.trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `<row>${line.split(',').map(cell).join('')}</row>`);
  return zipOf(workbookParts(rows.join('')));
}

describe.each(DATABASE_KINDS)('a correction of a cell, on %s,', (kind) => {
  let scene: Scene;
  let files: FileHost;

  beforeAll(async () => {
    files = await startFileHost((_request, response) => void response.end(CSV));
    scene = await openScene(kind, { env: { FETCH_ALLOWED_HOSTS: files.host } });
  });
  afterAll(async () => {
    await scene.close();
    files.close();
  });

  const newRequest = (corrections: readonly CellCorrection[], more: object = {}) => ({
    ...scene.newRequest(),
    contacts: undefined,
    columns: COLUMNS,
    corrections,
    ...more,
  });
  const check = async (body: object, ...parts: (string | Buffer)[]) =>
    (await scene.connector.callMultipart(formOf(body, ...parts), {}, '/v1/checks')).json as CheckResult;
  const sentTo = async (username: string) => {
    while (scene.sentTo(username).length === 0) await scene.vendor.until(scene.vendor.requests.length + 1);
    return scene.sentTo(username)[0]!.file;
  };

  it('is what the check reads and Ozonetel gets, in a part file and in a file from a URL', async () => {
    const expected = `PhoneNumber,Name\r\n9876543210,Asha\r\n${CORRECTED},Ravi\r\n9876543212,Mina\r\n`;
    const asPart = newRequest([FIX]);
    expect((await scene.connector.callMultipart(formOf(asPart, CSV))).status).toBe(202);
    expect(await sentTo(asPart.account.username)).toBe(expected);
    const asUrl = newRequest([FIX], { file: { url: `http://${files.host}/leads.csv` } });
    expect((await scene.connector.call('POST', '/v1/uploads', asUrl)).status).toBe(202);
    expect(await sentTo(asUrl.account.username)).toBe(expected);
  });

  it('makes a file another one, even if it could have been sent byte for byte', async () => {
    const plain = 'PhoneNumber,Name\n9876543210,Asha\n';
    const asked = newRequest([{ row: 1, column: 'Name', value: 'Asha "A", Pune' }], { columns: {} });
    await scene.connector.callMultipart(formOf(asked, plain));
    expect(await sentTo(asked.account.username)).toBe(
      'PhoneNumber,Name\r\n9876543210,"Asha ""A"", Pune"\r\n',
    );
  });

  it('counts in a check of a .csv and an .xlsx file alike, and the last one of a cell wins', async () => {
    for (const file of [CSV, await workbook()]) {
      const before = await check({ columns: COLUMNS }, file);
      expect(before.problems).toMatchObject([{ row: 2, column: 'PhoneNumber' }]);
      const twice = [{ ...FIX, value: 'none' }, FIX];
      const after = await check({ columns: COLUMNS, corrections: twice }, file);
      expect(after).toMatchObject({ counts: { rows: 3, valid: 3, invalid: 0 }, problems: [] });
      expect(after.preview[1]).toEqual([CORRECTED, 'Ravi']);
      const emptied = [{ row: 1, column: 'Mobile No', value: '' }];
      const worse = await check({ columns: COLUMNS, corrections: emptied }, file);
      expect(worse.problems.map(({ row }) => row)).toEqual([1, 2]);
    }
  });

  it('may name its column by the place, also that of cells beyond the header', async () => {
    const file = 'Phone,Note,\n9876543210,a,b\n9876543211,d,,too much\n';
    const columns = { Phone: 'PhoneNumber' };
    const before = await check({ columns, rowsWiderThanHeader: 'drop' }, file);
    expect(before.problems).toMatchObject([
      { row: 1, code: 'row_too_wide' },
      { row: 2, code: 'row_too_wide' },
    ]);
    const corrections = [
      { row: 1, column: 2, value: 'A' },
      { row: 1, column: 3, value: '' },
      { row: 2, column: 4, value: '' },
    ];
    const after = await check({ columns, corrections }, file);
    expect(after).toMatchObject({ counts: { valid: 2, invalid: 0 }, problems: [] });
    expect(after.preview.map((cells) => cells.slice(0, 2))).toEqual([
      ['9876543210', 'A'],
      ['9876543211', 'd'],
    ]);
  });

  it('applies to contacts that stand in the request', async () => {
    const contacts = [{ PhoneNumber: 'none' }, { PhoneNumber: '9876543210', Name: 'Asha' }];
    const corrections = [{ row: 1, column: 'PhoneNumber', value: CORRECTED }];
    const { json } = await scene.connector.call('POST', '/v1/checks', { contacts, corrections });
    expect(json).toMatchObject({ counts: { valid: 2 }, outcome: { status: 'success' } });
  });

  it('of a row or a column that the file does not have rejects it, and says which', async () => {
    const outcomeOf = async (correction: CellCorrection) =>
      (await check({ columns: COLUMNS, corrections: [correction] }, CSV)).outcome;
    const row = await outcomeOf({ ...FIX, row: 4 });
    expect(row).toMatchObject({ status: 'error', code: 'correction_not_found' });
    expect(row.message).toMatch(/row 4\b.*\b3 rows/);
    const column = await outcomeOf({ ...FIX, column: 'City 9876543219' });
    expect(column).toMatchObject({ status: 'error', code: 'correction_not_found' });
    expect(column.message).not.toContain('9876543219');
    const asked = newRequest([{ ...FIX, row: 4 }]);
    const { json } = await scene.connector.callMultipart(formOf(asked, CSV));
    const upload = await scene.connector.until(json.id as string, 'rejected');
    expect(upload.outcome).toMatchObject({ code: 'correction_not_found' });
    expect(scene.sentTo(asked.account.username)).toEqual([]);
  });

  it('is bounded in number and length, and refused without being repeated', async () => {
    const refuse = async (corrections: unknown, paths: string[]) => {
      const answer = await scene.connector.callMultipart(formOf({ corrections }, CSV), {}, '/v1/checks');
      expectProblem(answer, 400, 'invalid_body', paths);
      expect(answer.text).not.toMatch(/98765|xxxx/);
    };
    await refuse([{ ...FIX, row: 0 }], ['corrections.0.row']);
    await refuse([{ ...FIX, column: 0 }], ['corrections.0.column']);
    await refuse([{ ...FIX, column: 16_385 }], ['corrections.0.column']);
    await refuse([{ ...FIX, value: 'x'.repeat(1001) }], ['corrections.0.value']);
    await refuse([{ ...FIX, value: 9876543210 }], ['corrections.0.value']);
    await refuse([{ ...FIX, other: CORRECTED }], ['corrections.0.other']);
    const many = Array.from({ length: 10_001 }, () => ({ row: 1, column: 'Name', value: '' }));
    await refuse(many, ['corrections']);
  });

  it('is sealed while the upload is under way, erased with its key, and shown nowhere', async () => {
    const asked = newRequest([FIX]);
    const { json } = await scene.connector.callMultipart(formOf(asked, CSV));
    const id = json.id as string;
    await sentTo(asked.account.username);
    await scene.connector.until(id, 'processing');
    for (const path of [`/v1/uploads/${id}`, '/v1/uploads', `/v1/uploads/${id}/timeline`])
      expect((await scene.connector.call('GET', path)).text).not.toContain(CORRECTED);
    expect(scene.connector.logged()).not.toContain(CORRECTED);
    const rowOf = () =>
      withDatabase(scene.databaseUrl, (db) =>
        db.selectFrom('upload').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
      );
    const { port } = new URL(scene.connector.url);
    await scene.stop();
    const stored = await rowOf();
    expect(JSON.stringify(stored)).not.toContain(CORRECTED);
    expect(stored.secrets_sealed).not.toBeNull();
    await scene.start({ PORT: port });
    const [sent] = scene.sentTo(asked.account.username);
    await sent!.callBack({ status: 'error', message: 'Data upload failed' });
    await scene.connector.until(id, 'failed');
    await scene.stop();
    expect((await rowOf()).secrets_sealed).toBeNull();
    await scene.start();
  });

  it('makes a request another one under its Idempotency-Key', async () => {
    const asked = newRequest([FIX]);
    const headers = { 'idempotency-key': `corrected-${kind}` };
    const first = await scene.connector.callMultipart(formOf(asked, CSV), headers);
    const again = await scene.connector.callMultipart(formOf(asked, CSV), headers);
    expect(again.json.id).toBe(first.json.id);
    const other = { ...asked, corrections: [{ ...FIX, value: '9876500002' }] };
    const refused = await scene.connector.callMultipart(formOf(other, CSV), headers);
    expectProblem(refused, 409, 'idempotency_key_reused');
  });
});

it('a check gives all of ten thousand rows with problems as CSV, and says how many they are', async () => {
  const scene = await openScene('sqlite');
  try {
    const rows = Array.from(
      { length: 10_000 },
      (_, index) => `call me ${'x'.repeat(index % 7)},Asha ${index}`,
    );
    const csv = `PhoneNumber,Name\n${rows.join('\n')}\n9876543210,Mina\n`;
    const ask = (headers: Record<string, string>) =>
      scene.connector.callMultipart(formOf({ invalidRows: 'drop' }, csv), headers, '/v1/checks');
    const { json } = await ask({});
    expect(json.counts).toMatchObject({ rows: 10_001, invalid: 10_000, valid: 1 });
    const lines = (await ask({ accept: 'text/csv' })).text.trimEnd().split('\r\n');
    expect(lines).toHaveLength(10_001);
    expect(lines[0]).toBe('row,line,reason,PhoneNumber,Name');
    expect(lines[10_000]).toMatch(/^10000,10001,[^,]+,call me x*,Asha 9999$/);
    const corrections = rows.map((_, index) => ({
      row: index + 1,
      column: 'PhoneNumber',
      value: '9876543211',
    }));
    const form = formOf({ corrections: corrections.slice(0, 9_999) }, csv);
    const corrected = await scene.connector.callMultipart(form, {}, '/v1/checks');
    expect(corrected.json).toMatchObject({ counts: { valid: 10_000, invalid: 1 } });
  } finally {
    await scene.close();
  }
});

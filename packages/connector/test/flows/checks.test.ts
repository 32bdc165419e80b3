import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import {
  checkResultSchema,
  type CheckRequestInput,
  type CheckResult,
} from '@ozonetel-bulk-upload/shared-types';
import { Agent, request } from 'undici';
import { workbookParts, zipOf } from '../contact-file/workbook';
import { DATABASE_KINDS } from '../harness/databases';
import { startFileHost, type FileHost } from '../harness/file-host';
import { expectProblem, formOf } from '../harness/problems';
import { openScene, withDatabase, type Scene } from '../harness/scene';
import { API_KEY } from '../harness/test-connector';

const CSV = 'Mobile No,Name,City\n+91 98765 43210,Asha,Pune\n\ncall me,=cmd(),Goa\n';
const REJECTED = [
  'row,line,reason,Mobile No,Name,City',
  "2,4,The phone number has no digit.,call me,'=cmd(),Goa",
  '',
].join('\r\n');
const AS_CSV = { accept: 'text/csv' };

/** A workbook of two contacts, the second of which has no phone number. */
function workbook(): Promise<Buffer> {
  const cell = (text: string) => `<c t="inlineStr"><is><t>${text}</t></is></c>`;
  const rows = [
    ['PhoneNumber', 'Name'],
    ['9876543210', 'Asha'],
    ['none', 'Ravi'],
  ];
  return zipOf(workbookParts(rows.map((cells) => `<row>${cells.map(cell).join('')}</row>`).join('')));
}

describe.each(DATABASE_KINDS)('a check, on %s,', (kind) => {
  let scene: Scene;
  let files: FileHost;
  let url: string;
  let answer: RequestListener;
  const dispatcher = new Agent();

  beforeAll(async () => {
    files = await startFileHost((request, response) => answer(request, response));
    const { host } = files;
    url = `http://${host}/leads.csv`;
    scene = await openScene(kind, { env: { FETCH_ALLOWED_HOSTS: host } });
  });
  afterAll(async () => {
    await dispatcher.destroy();
    await scene.close();
    files.close();
  });

  const post = (body: unknown, headers?: Record<string, string>) =>
    scene.connector.call('POST', '/v1/checks', body, headers);
  const postFile = (body: CheckRequestInput, content: string | Buffer, headers?: Record<string, string>) =>
    scene.connector.callMultipart(formOf(body, content), headers, '/v1/checks');
  const check = async (body: CheckRequestInput): Promise<CheckResult> => {
    const { status, json } = await post(body);
    expect(status).toBe(200);
    return checkResultSchema.parse(json);
  };

  it('of a file part says what would be sent, what is wrong, and which column is which', async () => {
    const { status, json } = await postFile({ columnMatching: 'aliases', invalidRows: 'drop' }, CSV);
    expect(status).toBe(200);
    expect(checkResultSchema.parse(json)).toEqual({
      counts: expect.objectContaining({ rows: 2, valid: 1, invalid: 1, duplicates: 0, sent: 0 }) as unknown,
      problems: [
        {
          row: 2,
          line: 4,
          column: 'PhoneNumber',
          code: 'invalid_phone_number',
          message: 'The phone number has no digit.',
        },
      ],
      notices: [{ code: 'column_alias_used', message: 'Mobile No was used as PhoneNumber.' }],
      outcome: {
        status: 'success',
        code: 'checked',
        message: 'The check passed: 1 of 2 rows would be sent, in one request. Nothing was sent.',
        source: 'check',
      },
      parts: [{ number: 1, firstRow: 1, lastRow: 1, rows: 1 }],
      columns: [
        { source: 'Mobile No', target: 'PhoneNumber' },
        { source: 'Name', target: 'Name' },
        { source: 'City', target: 'City' },
      ],
      preview: [['+91 98765 43210', 'Asha', 'Pune']],
    });
  });

  it('of a workbook reads it as an upload does', async () => {
    const { json } = await postFile({}, await workbook());
    expect(json).toMatchObject({
      counts: { rows: 2, valid: 1, invalid: 1 },
      outcome: { status: 'error', code: 'invalid_phone_numbers', rows: [2] },
      parts: [],
      preview: [['9876543210', 'Asha']],
    });
  });

  it('of inline contacts needs no file', async () => {
    const contacts = [{ PhoneNumber: 9876543210, Note: null }];
    expect(await check({ contacts })).toMatchObject({
      counts: { rows: 1, valid: 1 },
      outcome: { code: 'checked' },
      preview: [['9876543210', '']],
    });
  });

  it('of a file at a URL fetches it with its headers', async () => {
    answer = ({ headers }, response) => response.end(headers['x-crm-key'] === 'key-of-the-crm' ? CSV : '');
    const file = { url, headers: { 'X-Crm-Key': 'key-of-the-crm' } };
    expect(await check({ file, columns: { 'Mobile No': 'PhoneNumber' }, invalidRows: 'drop' })).toMatchObject(
      {
        outcome: { code: 'checked' },
      },
    );
  });

  it('suggests the column that a file does not name as Ozonetel does', async () => {
    const { json } = await postFile({}, CSV);
    expect(json).toMatchObject({
      outcome: { code: 'phone_number_column_missing', columnFault: { candidates: ['Mobile No'] } },
      columns: [{ source: 'Mobile No', target: 'Mobile No', suggestion: 'PhoneNumber' }, {}, {}],
      preview: [],
    });
    expect(json.counts).toBeUndefined();
  });

  it('shows the parts of a split file, and no more than 20 rows', async () => {
    const lines = Array.from({ length: 50_001 }, (_, index) => String(9_000_000_000 + index));
    const { json } = await postFile({ split: true }, `PhoneNumber\n${lines.join('\n')}`);
    expect(json).toMatchObject({
      parts: [
        { number: 1, firstRow: 1, lastRow: 50_000, rows: 50_000 },
        { number: 2, firstRow: 50_001, lastRow: 50_001, rows: 1 },
      ],
    });
    expect(json.preview).toHaveLength(20);
    expect((await postFile({}, `PhoneNumber\n${lines.join('\n')}`)).json).toMatchObject({
      outcome: { code: 'data_limit_exceeded' },
    });
  });

  it('cuts the long cells of its preview', async () => {
    const { json } = await postFile({}, `PhoneNumber,Note\n98,${'x'.repeat(5_000)}\n`);
    expect((json as CheckResult).preview[0]?.[1]).toHaveLength(1_000);
  });

  describe('asked for text/csv', () => {
    it('answers the rows that are left out as rejected.csv', async () => {
      const body: CheckRequestInput = { columnMatching: 'aliases' };
      const { status, headers, text } = await postFile(body, CSV, AS_CSV);
      expect(status).toBe(200);
      expect(headers).toMatchObject({
        'content-type': 'text/csv; charset=utf-8',
        'content-disposition': 'attachment; filename="rejected.csv"',
        'cache-control': 'no-store',
      });
      expect(text).toBe(REJECTED);
    });

    it('answers the header alone where no row is left out', async () => {
      const { text } = await post({ contacts: [{ PhoneNumber: '98', City: 'Pune' }] }, AS_CSV);
      expect(text).toBe('row,line,reason,PhoneNumber,City\r\n');
    });

    it('guards a header that a spreadsheet would take for a formula', async () => {
      const { text } = await post({ contacts: [{ PhoneNumber: '98', '=cmd()': 'Pune' }] }, AS_CSV);
      expect(text).toBe("row,line,reason,PhoneNumber,'=cmd()\r\n");
    });

    it('says why the whole file is refused', async () => {
      const { text } = await postFile({}, '<!doctype html><p>Log in</p>', AS_CSV);
      expect(text).toMatch(/^row,line,reason\r\n,,"?The file is a web page/);
    });
  });

  it.each<[string, RequestListener, string]>([
    ['answers 404', (_, response) => response.writeHead(404).end(), 'file_unreachable'],
    ['is a web page', (_, response) => response.end('<html><p>Log in</p></html>'), 'file_not_a_contact_file'],
    ['is empty', (_, response) => response.end(), 'file_empty'],
  ])('of a URL that %s gives that as its outcome', async (_, listener, code) => {
    answer = listener;
    expect(await check({ file: { url } })).toMatchObject({
      problems: [],
      columns: [],
      outcome: { status: 'error', code, source: 'check' },
    });
  });

  it('does not fetch from private addresses', async () => {
    expect(await check({ file: { url: 'http://127.0.0.1:1/x.csv' } })).toMatchObject({
      outcome: { code: 'file_address_refused' },
    });
  });

  it.each<[string, object, string[]]>([
    ['no contacts', {}, ['']],
    [
      'an account',
      { contacts: [{ PhoneNumber: '98' }], account: { username: 'a', apiKey: 'b' } },
      ['account'],
    ],
    ['a stop', { contacts: [{ PhoneNumber: '98' }], action: 'stop' }, ['action']],
    ['a cell that is a list', { contacts: [{ PhoneNumber: [] }] }, ['contacts.0.PhoneNumber']],
  ])('with %s is refused', async (_, body, paths) => {
    expectProblem(await post(body), 400, 'invalid_body', paths);
  });

  it('is refused without a key, in another content type, and with a second file', async () => {
    expectProblem(await post({}, { authorization: '' }), 401, 'unauthorized');
    expectProblem(await post('x', { 'content-type': 'text/plain' }), 415, 'unsupported_media_type');
    const twice = await scene.connector.callMultipart(formOf({}, CSV, CSV), {}, '/v1/checks');
    expectProblem(twice, 400, 'invalid_body', ['file']);
  });

  it('stores no row and leaves no file, whatever its end', async () => {
    await postFile({}, CSV);
    await postFile({}, CSV, AS_CSV);
    await postFile({ columns: 7 } as never, CSV);
    expect((await scene.connector.call('GET', '/v1/uploads')).json.items).toEqual([]);
    expect(scene.vendor.requests).toEqual([]);
    const work = `${scene.databaseUrl.replace('file:', '')}-work`;
    if (kind === 'sqlite') expect(existsSync(work) ? readdirSync(work) : ['no folder']).toEqual([]);
    await scene.stop();
    await withDatabase(scene.databaseUrl, async (db) => {
      expect(await db.selectFrom('file').selectAll().execute()).toEqual([]);
    });
    await scene.start();
  });

  it('is not in the log of changes, and its contacts are in no log', async () => {
    await postFile({ columnMatching: 'aliases' }, CSV);
    await scene.connector.upload(scene.newRequest({ dryRun: true }));
    expect(scene.connector.logged()).toMatch(/"audit":true.*v1\/uploads/);
    expect(scene.connector.logged()).not.toMatch(/"audit":true.*v1\/checks|43210|Asha/);
  });

  it('ends when its client has gone', async () => {
    answer = () => undefined;
    const fetched = once(files.server, 'request') as Promise<[IncomingMessage]>;
    const body = JSON.stringify({ file: { url } });
    const client = connect(Number(new URL(scene.connector.url).port), '127.0.0.1');
    client.write(
      `POST /v1/checks HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${API_KEY}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    const [{ socket }] = await fetched;
    client.destroy();
    await once(socket, 'close');
  });

  it('is refused with 503 and Retry-After while too many others are under way', async () => {
    const waiting: ServerResponse[] = [];
    answer = (_, response) => void waiting.push(response);
    const asked = Array.from({ length: 65 }, () => post({ file: { url } }));
    const refused = await Promise.race(asked);
    expectProblem(refused, 503, 'unavailable');
    expect(refused.headers['retry-after']).toBe('10');
    answer = (_, response) => response.end('PhoneNumber\n98\n');
    for (const response of waiting) response.end('PhoneNumber\n98\n');
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
    expect((await post({ file: { url } })).status).toBe(200);
  });

  it('is refused with 503 and Retry-After when the connector is stopped meanwhile', async () => {
    answer = () => undefined;
    const fetched = once(files.server, 'request');
    const answered = request(`${scene.connector.url}/v1/checks`, {
      method: 'POST',
      dispatcher,
      headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
      body: JSON.stringify({ file: { url } }),
    });
    await fetched;
    const stopped = scene.stop();
    const { statusCode, headers, body } = await answered;
    expect(statusCode).toBe(503);
    expect(headers['retry-after']).toBe('5');
    expect(await body.json()).toMatchObject({ code: 'unavailable' });
    await stopped;
    await scene.start();
  });
});

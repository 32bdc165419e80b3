import { connect } from 'node:net';
import { once } from 'node:events';
import { FormData } from 'undici';
import { startConnectorProcess, type ConnectorProcess } from '../harness/connector-process';
import { DATABASE_KINDS, makeDatabase } from '../harness/databases';
import { CONTACTS, account, withDatabase } from '../harness/scene';
import { API_KEY } from '../harness/test-connector';

const REQUESTED = { account: account('acme'), campaignName: 'Diwali', dryRun: true };
const REQUEST = JSON.stringify(REQUESTED);
const CSV = 'PhoneNumber\r\n9876543210\r\n';

interface Part {
  readonly head: string;
  readonly body: string;
}

const request: Part = { head: 'form-data; name="request"', body: REQUEST };
const requestAsFile: Part = { head: 'form-data; name="request"; filename="request.json"', body: REQUEST };
const file: Part = { head: 'form-data; name="file"; filename="contacts.csv"', body: CSV };
const unknownFile: Part = { head: 'form-data; name="photo"; filename="photo.png"', body: 'x'.repeat(40) };
const unknownField: Part = { head: 'form-data; name="note"', body: 'hello' };
const nested: Part = {
  head: 'form-data; name="file"; filename="a"\r\nContent-Type: multipart/mixed; boundary=in',
  body: '--in\r\nContent-Disposition: attachment; filename="b"\r\n\r\nb\r\n--in--',
};
const attachment: Part = { head: 'attachment; name="file"; filename="contacts.csv"', body: CSV };

const BODIES: readonly (readonly [string, readonly Part[], string])[] = [
  ['a request and a file', [request, file], ''],
  ['a file before the request', [file, request], ''],
  ['a request sent as a file', [requestAsFile, file], ''],
  ['a file of an unknown name', [request, unknownFile, file], ''],
  ['an unknown field', [unknownField, request, file], ''],
  ['a multipart within the part file', [request, nested], ''],
  ['a part that is no form-data', [request, attachment], ''],
  ['a preamble', [request, file], 'This is a multipart body.\r\n'],
];

function multipart(parts: readonly Part[], preamble: string): string {
  const written = parts.map(({ head, body }) => `--edge\r\nContent-Disposition: ${head}\r\n\r\n${body}\r\n`);
  return `${preamble}${written.join('')}--edge--\r\n`;
}

describe.each(DATABASE_KINDS)('a multipart body that breaks off, on %s,', (kind) => {
  let connector: ConnectorProcess;
  let database: Awaited<ReturnType<typeof makeDatabase>>;

  beforeAll(async () => {
    database = await makeDatabase(kind);
    connector = await startConnectorProcess({ DATABASE_URL: database.url });
  });
  afterAll(async () => {
    await connector.stop();
    await database.remove();
  });

  const post = (body: string) =>
    connector.call('POST', '/v1/uploads', body, { 'content-type': 'multipart/form-data; boundary=edge' });

  /** Declares the whole body, sends some of it and is gone. */
  const resetAfter = async (body: string, bytes: number) => {
    const { port, hostname } = new URL(connector.url);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    const head = [
      'POST /v1/uploads HTTP/1.1',
      'Host: localhost',
      `Authorization: Bearer ${API_KEY}`,
      'Content-Type: multipart/form-data; boundary=edge',
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    const written = `${head.join('\r\n')}\r\n\r\n${body.slice(0, bytes)}`;
    await new Promise<void>((resolve) => socket.write(written, () => resolve()));
    socket.resetAndDestroy();
    if (!socket.closed) await once(socket, 'close');
  };

  const completesAnUpload = async () => {
    const parts = new FormData();
    parts.append('request', REQUEST);
    parts.append('file', new Blob([CSV]), 'contacts.csv');
    const answer = await connector.callMultipart(parts);
    expect(answer.status).toBe(202);
    await connector.until((answer.json as { id: string }).id, 'succeeded');
  };

  it.each(BODIES)('at any byte of %s, is answered with a 4xx', async (_, parts, preamble) => {
    const whole = multipart(parts, preamble);
    const end = whole.lastIndexOf('--edge--') + '--edge--'.length;
    const answers = new Set<number>();
    for (let bytes = 1; bytes < end; bytes += kind === 'sqlite' ? 2 : 17)
      answers.add((await post(whole.slice(0, bytes))).status);
    expect([...answers]).toEqual([400]);
    await completesAnUpload();
  });

  it.each(BODIES)('with its line, at any byte of %s, ends alone', async (_, parts, preamble) => {
    const whole = multipart(parts, preamble);
    for (let bytes = 0; bytes < whole.length; bytes += kind === 'sqlite' ? 3 : 11)
      await resetAfter(whole, bytes);
    await completesAnUpload();
  });

  it('leaves no file behind', async () => {
    await completesAnUpload();
    await connector.stop();
    const orphans = await withDatabase(database.url, (db) =>
      db.selectFrom('file').select('id').where('upload_id', 'is', null).execute(),
    );
    const chunks = await withDatabase(database.url, (db) =>
      db
        .selectFrom('file_chunk')
        .select('file_id')
        .where('file_id', 'not in', (query) => query.selectFrom('file').select('id'))
        .execute(),
    );
    connector = await startConnectorProcess({ DATABASE_URL: database.url });
    expect({ orphans, chunks }).toEqual({ orphans: [], chunks: [] });
  });

  it.each([
    ['a part file without a filename', [request, { head: 'form-data; name="file"', body: CSV }], ['file']],
    [
      'a part file of another media type without a filename',
      [request, { head: 'form-data; name="file"\r\nContent-Type: text/csv', body: CSV }],
      ['file'],
    ],
    ['two requests', [request, requestAsFile, file], ['request']],
    ['two files', [request, file, file], ['file']],
    ['more parts than are taken', Array.from({ length: 20 }, () => unknownField), ['']],
  ])('is refused like one with %s', async (_, parts, paths) => {
    const answer = await post(multipart(parts, ''));
    expect(answer.status).toBe(400);
    expect(answer.json.errors).toMatchObject(paths.map((path) => ({ path })));
  });

  it('may have a request part of at most a mebibyte', async () => {
    for (const head of [request.head, requestAsFile.head]) {
      const answer = await post(multipart([{ head, body: `{"x":"${'x'.repeat(1024 * 1024)}"}` }, file], ''));
      expect(answer.status).toBe(413);
    }
  });

  it('may take its contacts inline, without a part file', async () => {
    const body = JSON.stringify({ ...REQUESTED, contacts: CONTACTS });
    const answer = await post(multipart([{ ...request, body }], ''));
    expect(answer.status).toBe(202);
    await connector.until(answer.json.id as string, 'succeeded');
  });
});

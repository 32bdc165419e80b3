import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { problemSchema } from '@ozonetel-bulk-upload/shared-types';
import { request } from 'undici';
import { DATABASE_KINDS } from '../harness/databases';
import { goBackBefore } from '../harness/earlier-version';
import { expectProblem } from '../harness/problems';
import { CONTACTS, openScene, withDatabase, type Scene } from '../harness/scene';
import { API_KEY } from '../harness/test-connector';
import { PROCESSING } from '../harness/vendor';

const MEBIBYTE = 1024 * 1024;
const many = (count: number, text: string) => Array.from({ length: count }, () => text).join(',');

describe('a JSON body', () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await openScene('sqlite');
    scene.vendor.respond = () => PROCESSING;
  });
  afterAll(() => scene.close());

  const post = async (body: string | Buffer, headers: Record<string, string> = {}, path = '/v1/uploads') => {
    const answer = await request(scene.connector.url + path, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json', ...headers },
    });
    const text = await answer.body.text();
    return { status: answer.statusCode, headers: answer.headers, text, json: JSON.parse(text) as unknown };
  };
  const accepted = () => JSON.stringify(scene.newRequest());

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])(
    'is taken encoded as %s, and refused with 413 where it expands without measure',
    async (name, encode) => {
      expect((await post(encode(accepted()), { 'content-encoding': name })).status).toBe(202);
      const bomb = encode(Buffer.alloc(12 * MEBIBYTE, ' '));
      expectProblem(await post(bomb, { 'content-encoding': name }), 413, 'body_too_large');
      expectProblem(await post('{}', { 'content-encoding': name }), 400, 'invalid_body', ['']);
      const cut = encode(accepted());
      const half = cut.subarray(0, cut.length / 2);
      expectProblem(await post(half, { 'content-encoding': name }), 400, 'invalid_body', ['']);
    },
  );

  it('is taken as several gzip members, which count together', async () => {
    const text = accepted();
    const members = [gzipSync(text.slice(0, 20)), gzipSync(text.slice(20))];
    expect((await post(Buffer.concat(members), { 'content-encoding': 'gzip' })).status).toBe(202);
    const bombs = Array.from({ length: 12 }, () => gzipSync(Buffer.alloc(MEBIBYTE, ' ')));
    const answer = await post(Buffer.concat(bombs), { 'content-encoding': 'gzip' });
    expectProblem(answer, 413, 'body_too_large');
  });

  it.each([
    ['content-encoding', 'gzip, gzip'],
    ['content-encoding', 'compress'],
    ['content-type', 'application/json; charset=latin1'],
    ['content-type', 'application/json; charset="utf-7"'],
    ['content-type', 'text/plain'],
  ])('with the %s %s is 415', async (name, value) => {
    expectProblem(await post('{}', { [name]: value }), 415, 'unsupported_media_type');
  });

  it('may begin with a byte order mark', async () => {
    expect((await post(`\uFEFF${accepted()}`)).status).toBe(202);
  });

  describe('as the part request of a multipart body', () => {
    const postPart = async (json: Buffer, headers: string) => {
      const part = (name: string, content: Buffer, more: string) =>
        Buffer.concat([
          Buffer.from(`--limit\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`),
          content,
          Buffer.from('\r\n'),
        ]);
      const file = part('file', Buffer.from('PhoneNumber\n9845012345\n'), '; filename="contacts.csv"');
      const body = Buffer.concat([part('request', json, headers), file, Buffer.from('--limit--\r\n')]);
      return post(body, { 'content-type': 'multipart/form-data; boundary=limit' });
    };
    const newRequest = () => {
      const { contacts: _, ...rest } = scene.newRequest();
      return JSON.stringify({ ...rest, campaignName: 'दिवाली' });
    };
    const utf16 = (text: string) => Buffer.from(text, 'utf16le');

    it.each<[string, (json: string) => Buffer, string]>([
      ['without a mark', (json) => Buffer.from(json), ''],
      ['with a mark', (json) => Buffer.from(`\uFEFF${json}`), ''],
      ['with two marks', (json) => Buffer.from(`\uFEFF\uFEFF${json}`), '\r\nContent-Type: application/json'],
      ['with a mark, in a file', (json) => Buffer.from(`\uFEFF${json}`), '; filename="request.json"'],
      [
        'with a charset',
        (json) => Buffer.from(`\uFEFF${json}`),
        '\r\nContent-Type: application/json; charset=UTF-8',
      ],
      [
        'with another name of it',
        (json) => Buffer.from(json),
        '\r\nContent-Type: text/plain; charset="utf8"',
      ],
      ['in UTF-16', (json) => utf16(`\uFEFF${json}`), ''],
      [
        'in UTF-16, as its charset says',
        (json) => utf16(`\uFEFF${json}`),
        '\r\nContent-Type: application/json; charset=utf-16',
      ],
      ['in UTF-16, in a file', (json) => utf16(`\uFEFF${json}`), '; filename="request.json"'],
      ['in UTF-16, most significant byte first', (json) => utf16(`\uFEFF${json}`).swap16(), ''],
      ['of no type', (json) => Buffer.from(`\uFEFF${json}`), '\r\nContent-Type: application/octet-stream'],
    ])('is taken %s', async (_, encode, headers) => {
      const { status, json } = await postPart(encode(newRequest()), headers);
      expect([status, json]).toEqual([202, expect.objectContaining({ campaignName: 'दिवाली' })]);
    });
  });

  it('over 16 MiB is 413, and its detail names the part file', async () => {
    const answer = await post(`{"x":"${'x'.repeat(17 * MEBIBYTE)}"}`);
    expect(expectProblem(answer, 413, 'body_too_large').detail).toMatch('multipart part file');
  });

  it.each([
    ['ten million brackets', () => '['.repeat(10_000_000)],
    ['brackets within a contact', () => `{"contacts":[${'{"a":'.repeat(100_000)}`],
    ['a million invalid contacts', () => `{"contacts":[${many(1_000_000, '1')}]}`],
    ['a million invalid cells', () => `{"contacts":[${many(1_000_000, '{"a":[]}')}]}`],
    ['a million invalid agents', () => `{"agentIds":[${many(1_000_000, '1')}]}`],
    ['many unknown properties', () => `{${Array.from({ length: 9_000 }, (_, key) => `"k${key}":1`).join()}}`],
    [
      'a million properties',
      () => `{${Array.from({ length: 1_000_000 }, (_, key) => `"k${key}":1`).join()}}`,
    ],
    ['a name of ten million characters', () => `{"${'k'.repeat(10_000_000)}":1}`],
    [
      'more columns than a file can have',
      () => `{"contacts":[{${Array.from({ length: 2_000 }, (_, key) => `"k${key}":1`).join()}}]}`,
    ],
    ['a text of a million characters', () => `{"contacts":[{"Name":"${'x'.repeat(1_000_000)}"}]}`],
    ['a number of a million digits', () => `{"contacts":[{"PhoneNumber":${'9'.repeat(1_000_000)}}]}`],
    ['no end', () => '{"account":{"username":"a"'],
    ['more than one document', () => '{}{}'],
    ['a scalar', () => '"text"'],
  ])('with %s is a 400 that lists at most a hundred errors', async (_, body) => {
    const { text } = await post(body());
    const problem = problemSchema.parse(JSON.parse(text));
    expect(problem).toMatchObject({ status: 400, code: 'invalid_body' });
    expect(problem.errors?.length).toBeLessThanOrEqual(100);
    expect(text.length).toBeLessThan(100_000);
  });

  it('of a subscription is bounded in the same way', async () => {
    const events = `{"url":"http://a.example/","events":[${many(9_000, '1')}]}`;
    const answer = await post(events, {}, '/v1/subscriptions');
    expectProblem(answer, 400, 'invalid_body', ['events']);
    const brackets = await post('['.repeat(50_000), {}, '/v1/subscriptions');
    expectProblem(brackets, 400, 'invalid_body', ['']);
    const bomb = gzipSync(Buffer.alloc(MEBIBYTE, ' '));
    const bombed = await post(bomb, { 'content-encoding': 'gzip' }, '/v1/subscriptions');
    expectProblem(bombed, 413, 'body_too_large');
  });

  it('has every kind of cell, and columns in the order of their first appearance', async () => {
    const contacts = `[
      {"PhoneNumber": 9876543210, "Name": "Asha, \\"A\\"", "constructor": true},
      {"PhoneNumber": "9876543211", "__proto__": "kept", "Amount": 1.50, "Name": null},
      {"Name": " "},
      {"toString": "\\ud83d\\ude00;x", "PhoneNumber": "9876543212", "PhoneNumber": "9876543213"}
    ]`;
    const { contacts: _, ...requested } = scene.newRequest();
    const body = `${JSON.stringify(requested).slice(0, -1)},"contacts":[{"gone":1}],"contacts":${contacts}}`;
    const before = scene.vendor.requests.length;
    expect((await post(body)).status).toBe(202);
    const sent = (await scene.vendor.until(before + 1)).at(-1)!;
    expect(sent.file.trim().split('\r\n')).toEqual([
      'PhoneNumber,Name,constructor,__proto__,Amount,toString',
      '9876543210,"Asha, ""A""",true,,,',
      '9876543211,,,kept,1.5,',
      '9876543213,,,,,😀;x',
    ]);
  });

  it.each([
    ['an empty list', '[]', undefined],
    ['another list', '[{"PhoneNumber":"9876543213"}]', 1],
  ])(
    'that gives its contacts twice, the second time as %s, has the last of them',
    async (_last, last, rows) => {
      const { contacts: _, ...requested } = scene.newRequest({ dryRun: true });
      const body = `${JSON.stringify(requested).slice(0, -1)},"contacts":[{"PhoneNumber":"1"},{"PhoneNumber":"2"}],"contacts":${last}}`;
      const answer = await post(body);
      if (rows === undefined) {
        expectProblem(answer, 400, 'invalid_body', ['contacts']);
        return;
      }
      const upload = await scene.connector.until((answer.json as { id: string }).id, 'succeeded');
      expect(upload.counts?.rows).toBe(rows);
    },
  );

  it.each([
    ['a surrogate', [0xed, 0xa0, 0x80]],
    ['a character beyond the last', [0xf5, 0x80, 0x80, 0x80]],
    ['a byte that never occurs', [0xff]],
    ['an overlong NUL', [0xc0, 0x80]],
    ['an é of Latin-1', [0xe9]],
    ['a character that is cut', [0xe0, 0xa4]],
  ])('that is not UTF-8, by %s, is a 400 at each route that takes JSON', async (_, bytes) => {
    const value = (before: string, after: string) =>
      Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
    const bodies = [
      value('{"campaignName":"', '"}'),
      value('{"contacts":[{"PhoneNumber":"', '"}]}'),
      value('{"', '":1}'),
      value('{"events":["', '"]}'),
    ];
    for (const path of [
      '/v1/uploads',
      '/v1/checks',
      '/v1/subscriptions',
      '/v1/deliveries/redeliver',
      '/console/session',
    ])
      for (const body of bodies) {
        const { status, json } = await post(body, { origin: scene.connector.url }, path);
        expect([path, status, json]).toEqual([path, 400, expect.objectContaining({ code: 'invalid_body' })]);
      }
  });

  it('names the contact and column of each fault', async () => {
    const contacts = [{ PhoneNumber: '1' }, { PhoneNumber: ['x'] }, 'x', { '': 1 }] as never;
    const answer = await scene.connector.call('POST', '/v1/uploads', scene.newRequest({ contacts }));
    expectProblem(answer, 400, 'invalid_body', ['contacts.1.PhoneNumber', 'contacts.2', 'contacts.3.']);
  });
});

describe.each(DATABASE_KINDS)('contacts that an older version stored as JSON, on %s,', (kind) => {
  it('are checked after the update', async () => {
    const scene = await openScene(kind);
    const { id } = await scene.connector.upload(scene.newRequest({ dryRun: true }));
    await scene.connector.until(id, 'succeeded');
    await scene.stop();
    await withDatabase(scene.databaseUrl, async (db) => {
      const bytes = Buffer.from(
        `[\n${[...CONTACTS, ...CONTACTS].map((contact) => JSON.stringify(contact)).join(',\n')}\n]`,
      );
      await goBackBefore(db, '0013-dead-columns');
      await sql`insert into file (id, upload_id, kind, name, bytes, created_at)
        values ('file_old', ${id}, 'source', 'contacts.json', ${bytes.length}, 0)`.execute(db);
      await db.insertInto('file_chunk').values({ file_id: 'file_old', seq: 0, bytes }).execute();
      await db
        .updateTable('upload')
        .set({ state: 'accepted', outcome_json: null, updated_at: 0 })
        .where('id', '=', id)
        .execute();
    });
    await scene.start();
    expect((await scene.connector.until(id, 'succeeded')).counts).toMatchObject({ rows: 2, valid: 2 });
    await scene.close();
  });
});

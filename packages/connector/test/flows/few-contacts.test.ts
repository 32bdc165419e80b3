import { DATABASE_KINDS } from '../harness/databases';
import { expectProblem, formOf } from '../harness/problems';
import { openScene, withDatabase, type Scene } from '../harness/scene';

const CSV = 'PhoneNumber\n9876543210\n';

interface TimelineEntry {
  readonly kind: string;
  readonly state?: string;
}

describe.each(DATABASE_KINDS)('an upload of few contacts, on %s,', (kind) => {
  let scene: Scene;

  beforeAll(async () => {
    // The first account of a test is free, and its next turn comes in a minute.
    scene = await openScene(kind, { env: { ACCOUNT_INTERVAL_MS: '60000' } });
  });
  afterAll(() => scene.close());

  const statesOf = async (id: string) => {
    const { json } = await scene.connector.call('GET', `/v1/uploads/${id}/timeline`);
    const entries = (json as unknown as { items: readonly TimelineEntry[] }).items;
    return entries.flatMap(({ kind: what, state }) => (what === 'state' ? [state] : []));
  };

  it('is answered as accepted, and has been checked by then', async () => {
    const answer = await scene.connector.call('POST', '/v1/uploads', scene.newRequest({ dryRun: true }));
    expect(answer.json).toMatchObject({ state: 'accepted' });
    const id = answer.json.id as string;
    expect(await scene.get(id)).toMatchObject({ state: 'succeeded', counts: { rows: 1, valid: 1 } });
    expect(await statesOf(id)).toEqual(['accepted', 'checking', 'succeeded']);
  });

  it('that are refused is told as rejected, to whoever waits for it', async () => {
    const requested = scene.newRequest({
      contacts: [{ PhoneNumber: 'none' }],
      notifyUrl: scene.receiver.url,
    });
    const { json } = await scene.connector.call('POST', '/v1/uploads', requested);
    expect((await scene.get(json.id as string)).outcome).toMatchObject({ code: 'invalid_phone_numbers' });
    const [event] = await scene.receiver.until(1);
    expect(JSON.parse(event!.body)).toMatchObject({ type: 'upload.rejected', data: { id: json.id } });
  });

  it('is sent as the CSV that its contacts make, whether all have the same columns or not', async () => {
    const sent = async (contacts: readonly Record<string, string>[]) =>
      (await scene.send({ contacts: [...contacts] })).request.file;
    expect(await sent([{ PhoneNumber: '9876543210', Name: 'Asha' }])).toBe(
      'PhoneNumber,Name\r\n9876543210,Asha\r\n',
    );
    expect(await sent([{ PhoneNumber: '9876543210' }, { PhoneNumber: '9876543211', Name: 'Ravi' }])).toBe(
      'PhoneNumber,Name\r\n9876543210,\r\n9876543211,Ravi\r\n',
    );
    expect(await sent([{ PhoneNumber: '9876543210', Name: '' }])).toBe('PhoneNumber,Name\r\n9876543210,\r\n');
  });

  it('that came as a file is checked by then as well, and a workbook later', async () => {
    const bare = () => ({ ...scene.newRequest({ dryRun: true }), contacts: undefined });
    const text = await scene.connector.callMultipart(formOf(bare(), CSV));
    expect((await scene.get(text.json.id as string)).state).toBe('succeeded');
    const other = await scene.connector.callMultipart(formOf(bare(), 'PK\x03\x04 is no workbook'));
    expect(other.status).toBe(202);
    await scene.connector.until(other.json.id as string, 'rejected');
  });

  it('that is split shows no parts where it is answered as accepted', async () => {
    const requested = scene.newRequest({ split: true, dryRun: false });
    const { json } = await scene.connector.call('POST', '/v1/uploads', requested);
    expect(json).toMatchObject({ state: 'accepted' });
    expect(json).not.toHaveProperty('parts');
    expect((await scene.get(json.id as string)).parts).toHaveLength(1);
  });

  it('and others that come with it are checked, too many of them later', async () => {
    const many = Array.from({ length: 12 }, (_, upload) =>
      Array.from({ length: 150 }, (_, row) => ({ PhoneNumber: String(9_800_000_000 + 150 * upload + row) })),
    );
    const answers = await Promise.all(
      many.map((contacts) =>
        scene.connector.call('POST', '/v1/uploads', scene.newRequest({ contacts, dryRun: true })),
      ),
    );
    for (const { json } of answers)
      expect((await scene.connector.until(json.id as string, 'succeeded')).counts).toMatchObject({
        valid: 150,
      });
  });

  it('leaves no file behind where its request is refused, or repeated', async () => {
    const headers = { 'idempotency-key': `few-${kind}` };
    const contacts = [{ PhoneNumber: 'none', Name: 'Asha' }, { PhoneNumber: '9876543210' }];
    const requested = scene.newRequest({ contacts, invalidRows: 'drop', dryRun: true });
    const first = await scene.connector.call('POST', '/v1/uploads', requested, headers);
    const again = await scene.connector.call('POST', '/v1/uploads', requested, headers);
    expect(again.json.id).toBe(first.json.id);
    const renamed = { ...requested, campaignName: 'Holi' };
    expectProblem(
      await scene.connector.call('POST', '/v1/uploads', renamed, headers),
      409,
      'idempotency_key_reused',
    );
    await scene.stop();
    const files = await withDatabase(scene.databaseUrl, (db) =>
      db.selectFrom('file').select(['upload_id', 'kind']).execute(),
    );
    await scene.start();
    expect(files.filter(({ upload_id }) => upload_id === null)).toEqual([]);
    expect(files.filter(({ upload_id }) => upload_id === first.json.id)).toEqual([
      { upload_id: first.json.id, kind: 'rejected' },
    ]);
  });
});

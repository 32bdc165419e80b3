import { DATABASE_KINDS } from '../harness/databases';
import { startFileHost, type FileHost } from '../harness/file-host';
import { openScene, type Scene } from '../harness/scene';
import { PROCESSING, refusal } from '../harness/vendor';

describe.each(DATABASE_KINDS)('an upload whose step is being retried, on %s,', (kind) => {
  let scene: Scene;
  let files: FileHost;
  let url: string;
  let answers: (() => { status: number; body: string })[];

  beforeAll(async () => {
    files = await startFileHost((_, response) => {
      const { status, body } = (answers.length > 1 ? answers.shift()! : answers[0]!)();
      response.writeHead(status).end(body);
    });
    const { host } = files;
    url = `http://${host}/leads.csv`;
    scene = await openScene(kind, { env: { FETCH_ALLOWED_HOSTS: host, ACCOUNT_INTERVAL_MS: '3000' } });
  });
  afterAll(async () => {
    await scene.close();
    files.close();
  });

  it('says why the fetch failed and when it is tried again, until the file has come', async () => {
    const down = () => ({ status: 503, body: '' });
    answers = [down, () => ({ status: 200, body: 'PhoneNumber\n98450\n' })];
    const { id, createdAt } = await scene.connector.upload(scene.newRequest({ file: { url }, dryRun: true }));
    const retried = await untilRetried(id);
    expect(retried).toMatchObject({ state: 'fetching', attempts: 1 });
    expect(retried.lastError).toContain('answers 503');
    expect(Date.parse(retried.nextAttemptAt ?? '')).toBeGreaterThan(Date.parse(createdAt));
    const checked = await scene.connector.until(id, 'succeeded');
    expect(checked).not.toHaveProperty('lastError');
    expect(checked).not.toHaveProperty('attempts');
    expect(checked.notices).toMatchObject([{ code: 'short_phone_numbers' }]);
  });

  it('says what Ozonetel answered last, until it has taken the contacts', async () => {
    scene.vendor.respond = (_, index) => (index === 0 ? refusal('Request limit exhausted') : PROCESSING);
    const { upload } = await scene.send();
    const retried = await untilRetried(upload.id);
    expect(retried).toMatchObject({ attempts: 1, lastError: 'Request limit exhausted' });
    const taken = await scene.connector.until(upload.id, 'processing');
    expect(taken).not.toHaveProperty('lastError');
  });

  async function untilRetried(id: string) {
    for (;;) {
      const upload = await scene.get(id);
      if (upload.lastError !== undefined) return upload;
      if (['succeeded', 'rejected', 'processing'].includes(upload.state)) throw new Error(upload.state);
    }
  }
});

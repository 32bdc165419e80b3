import { longWorkbook } from '../contact-file/workbook';
import { startConnectorProcess } from '../harness/connector-process';
import { DATABASE_KINDS, makeDatabase } from '../harness/databases';
import { formOf } from '../harness/problems';
import { account } from '../harness/scene';
import { startTestConnector, type TestConnector } from '../harness/test-connector';

async function uploadFile(connector: TestConnector, file: Buffer): Promise<string> {
  const request = { account: account('long'), campaignName: 'Diwali', dryRun: true };
  const { status, json, text } = await connector.callMultipart(formOf(request, file));
  if (status !== 202) throw new Error(text);
  return (json as { id: string }).id;
}

describe.each(DATABASE_KINDS)('a check that takes long, on %s', (kind) => {
  let database: Awaited<ReturnType<typeof makeDatabase>>;
  beforeEach(async () => {
    database = await makeDatabase(kind);
  });
  afterEach(() => database.remove());

  it('is rejected after CHECK_TIMEOUT_MS, with what to do', async () => {
    const connector = await startTestConnector({ DATABASE_URL: database.url, CHECK_TIMEOUT_MS: '1' });
    const id = await uploadFile(connector, await longWorkbook());
    const { outcome } = await connector.until(id, 'rejected');
    expect(outcome).toMatchObject({ code: 'file_too_large', source: 'check' });
    expect(outcome?.message).toContain('could not be checked within 0.001 s (CHECK_TIMEOUT_MS');
    await connector.stop();
  });

  it('ends with its process on SIGTERM, and is done by the next', async () => {
    const env = { DATABASE_URL: database.url };
    const first = await startConnectorProcess(env);
    const id = await uploadFile(first, await longWorkbook());
    await first.until(id, 'checking');
    expect(await first.terminate()).toBe(0);
    expect(first.logged()).not.toContain('a job failed');
    const second = await startConnectorProcess(env);
    const { outcome } = await second.until(id, 'rejected');
    expect(outcome).toMatchObject({ code: 'invalid_phone_numbers' });
    await second.stop();
  });
});

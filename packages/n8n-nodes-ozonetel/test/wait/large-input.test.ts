import type { INodeExecutionData } from 'n8n-workflow';
import { API_KEY, fileItem } from '../harness/direct-scene';
import { startSilentVendor, type SilentVendor } from '../harness/silent-vendor';
import type { Execution } from '../harness/execution';
import { TestN8n } from '../harness/test-n8n';

const WARNING =
  /20000 items\. A callback from Ozonetel that arrives before that is lost.*Contacts From to File.*Our Connector Service/;

let vendor: SilentVendor;
let n8n: TestN8n;
beforeEach(async () => {
  vendor = await startSilentVendor();
  n8n = await TestN8n.start({ ozonetelApi: { userName: 'acme', apiKey: API_KEY, uploadUrl: vendor.url } });
});
afterEach(async () => {
  await n8n.close();
  await vendor.close();
});

const COLUMNS = ['Name', 'City', 'Plan', 'Due'];

function many(count: number): INodeExecutionData[] {
  return Array.from({ length: count }, (_, index) => ({
    json: {
      PhoneNumber: `98${String(index).padStart(8, '0')}`,
      ...Object.fromEntries(COLUMNS.map((name) => [name, 'x'])),
    },
  }));
}

const send = (items: readonly INodeExecutionData[], parameters: object = {}): Promise<Execution> =>
  n8n.execute({
    parameters: { operation: 'upload', campaignName: 'Diwali', waitForOutcome: true, ...parameters },
    items,
  });

function hintsOf(execution: Execution): string[] {
  const [run] = execution.finished.run.data.resultData.runData['Ozonetel'] ?? [];
  return (run?.hints ?? []).map(({ message }) => message);
}

describe('a direct wait whose callback may come before n8n has stored it', () => {
  it('is warned about where there are many contacts from items, with what to do instead', async () => {
    const execution = await send(many(20_000));
    expect(execution.isAsleep).toBe(true);
    expect(hintsOf(execution)).toEqual([expect.stringMatching(WARNING) as string]);
  });

  it('says at the limit that the callback may have come too early', async () => {
    const execution = await send(many(20_000));
    await execution.timeOut();
    const { message } = execution.finished.outputs[0]?.[0]?.json ?? {};
    expect(message).toMatch(/^No outcome has come so far\. n8n takes a second or more/);
  });

  it.each([
    ['there are few contacts', () => many(5_000), {}],
    ['nothing waits', () => many(20_000), { waitForOutcome: false }],
    [
      'the contacts are in a binary file',
      () => [fileItem(`PhoneNumber\n${'9876543210\n'.repeat(50_000)}`, 'a.csv')],
      { source: 'binary' },
    ],
  ])('is not warned about where %s', async (_, items, parameters) => {
    expect(hintsOf(await send(items(), parameters))).toEqual([]);
  });
});

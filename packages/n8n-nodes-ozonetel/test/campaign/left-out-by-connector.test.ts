import { startConnectorScene, type ConnectorScene } from '../harness/connector-scene';
import { fileItem } from '../harness/direct-scene';
import { withFastClock } from '../harness/fast-clock';
import { createUpload, deliver } from '../harness/stand-in-connector';

let scene: ConnectorScene;

beforeEach(async () => {
  scene = await startConnectorScene();
});
afterEach(() => scene.close());

const ROWS = 3_000;
const counts = { rows: ROWS + 1, valid: 1, invalid: ROWS, duplicates: 0, sent: 1 };
const rejectedFile = `\uFEFFrow,line,reason,PhoneNumber,Name\r\n${Array.from(
  { length: ROWS },
  (_, index) => `${index + 1},${index + 2},The phone number has no digit.,call me,"Meera, ""${index}"""\r\n`,
).join('')}`;
const problems = Array.from({ length: 100 }, (_, index) => ({
  row: index + 1,
  code: 'invalid_phone_number' as const,
  message: 'The phone number has no digit.',
}));
const BINARY = { operation: 'upload', source: 'binary', invalidRows: 'drop' };

describe('rows that the connector left out of a file', () => {
  beforeEach(() => {
    scene.connector.checked = { state: 'processing', counts, problems };
    scene.connector.rejectedFile = rejectedFile;
  });

  it.each([
    ['a binary file', BINARY],
    ['a URL', { ...BINARY, source: 'url', fileUrl: 'https://crm.example.com/a.csv' }],
  ])('of %s come out of Left Out, all of them, paired to its item', async (_, parameters) => {
    const execution = await scene.run(parameters, [fileItem('PhoneNumber\n1\n', 'a.csv')]);
    const [uploads, rejected] = execution.finished.outputs;
    expect(rejected).toHaveLength(ROWS);
    expect(rejected?.at(-1)).toEqual({
      json: {
        row: ROWS,
        line: ROWS + 1,
        reason: 'The phone number has no digit.',
        PhoneNumber: 'call me',
        Name: `Meera, "${ROWS - 1}"`,
      },
      pairedItem: { item: 0 },
    });
    expect(uploads).toMatchObject([{ json: { state: 'processing', counts: { invalid: ROWS } } }]);
    expect(JSON.stringify(uploads).length).toBeLessThan(3_000);
  });

  it('are not repeated in the raw upload either, but for the first ten', async () => {
    const execution = await scene.run({ ...BINARY, simplify: false }, [fileItem('x\n', 'a.csv')]);
    const [uploads, rejected] = execution.finished.outputs;
    expect(rejected).toHaveLength(ROWS);
    expect(uploads?.[0]?.json['problems']).toEqual(problems.slice(0, 10));
  });

  it('come out of Left Out when the node wakes, and the outcome names the first few alone', async () => {
    const execution = await scene.run({ ...BINARY, waitForOutcome: true }, [fileItem('x\n', 'a.csv')]);
    expect(execution.isAsleep).toBe(true);
    const { request } = scene.connector.uploads[0]!;
    const data = createUpload({
      campaignName: 'Diwali',
      action: undefined,
      state: 'succeeded',
      counts,
      problems,
    });
    scene.connector.rejectedFiles.set(data.id, rejectedFile);
    await deliver(request.notifyUrl!, request.notifySecret!, { type: 'upload.succeeded', data });
    await execution.awake();
    const [uploads, rejected] = execution.finished.outputs;
    expect(rejected).toHaveLength(ROWS);
    expect(JSON.stringify(uploads).length).toBeLessThan(4_000);
  });
});

it('a check that takes too long is said above the output, with how to get the rows later', async () => {
  scene.connector.checked = { state: 'checking' };
  const execution = await withFastClock(() => scene.run(BINARY, [fileItem('x\n', 'a.csv')]));
  const [run] = execution.finished.run.data.resultData.runData['Ozonetel'] ?? [];
  expect(execution.finished.outputs[0]).toMatchObject([{ json: { state: 'checking' } }]);
  expect(run?.hints).toEqual([
    {
      message: expect.stringMatching(/still checking.*Get with Left-Out Contacts/) as string,
      location: 'outputPane',
      type: 'warning',
    },
  ]);
});

it('a wait whose limit n8n ends by itself carries the uploadId', async () => {
  const execution = await scene.run({ ...BINARY, waitForOutcome: true }, [fileItem('x\n', 'a.csv')]);
  await execution.timeOut();
  expect(execution.finished.outputs[0]).toMatchObject([
    {
      json: {
        uploadId: expect.stringMatching(/^upl_/) as string,
        state: 'unconfirmed',
        code: 'no_callback',
        message: 'No outcome has come so far.',
      },
    },
  ]);
});

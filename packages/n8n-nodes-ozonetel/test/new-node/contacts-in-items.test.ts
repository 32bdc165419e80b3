import type { INodeExecutionData } from 'n8n-workflow';
import { startConnectorScene } from '../harness/connector-scene';
import { ASHA, contacts, fileItem, RAVI, startDirectScene, type DirectScene } from '../harness/direct-scene';

const V2 = { typeVersion: 2 };
const PNG = '\x89PNG\r\n\x1a\n\0\0\0\rIHDR';
const CSV = 'PhoneNumber,Name\n9876543212,Meera\n';

let scene: DirectScene;
beforeEach(async () => {
  scene = await startDirectScene();
});
afterEach(() => scene.close());

/** An item with a file in the binary field `photo`. */
const withFile = (json: INodeExecutionData['json'], fileName: string, mimeType: string, content = PNG) => ({
  json,
  binary: { photo: { data: Buffer.from(content, 'latin1').toString('base64'), mimeType, fileName } },
});
const run = async (items: readonly INodeExecutionData[], parameters: object = {}) =>
  (await scene.run({ operation: 'upload', waitForOutcome: false, ...parameters }, items, V2)).finished;

it.each([
  ['a.png', 'image/png'],
  ['contract.pdf', 'application/pdf'],
])('contacts that carry a picture or a PDF are contacts: %s', async (fileName, mimeType) => {
  const items = [withFile(ASHA, fileName, mimeType), withFile(RAVI, fileName, mimeType)];
  const { error, outputs } = await run(items);
  expect(error).toBeUndefined();
  expect(outputs[0]).toMatchObject([{ json: { counts: { rows: 2, sent: 2 } } }]);
});

it.each([true, false])(
  'contacts with a file of another kind are told which setting says that they are contacts, waiting: %s',
  async (waitForOutcome) => {
    const file = withFile(ASHA, 'a.bin', 'application/octet-stream');
    const { error } = await run([file, file], { waitForOutcome });
    expect(error?.message).toBe('The input has a file (photo, a.bin) that is not a contact file');
    expect(error?.description).toMatch(/If the items are the contacts, set Contacts From to Input Items\./);
    expect(scene.simulator.requestLog.received).toBe(0);
  },
);

it('the connector is not sent such a file either', async () => {
  const through = await startConnectorScene();
  const file = withFile(ASHA, 'a.bin', 'application/octet-stream');
  const { error } = (await through.run({ operation: 'upload' }, [file], V2)).finished;
  await through.close();
  expect(error?.message).toBe('The input has a file (photo, a.bin) that is not a contact file');
  expect(through.connector.uploads).toEqual([]);
});

it('a contact file beside the fields of an item is uploaded as before', async () => {
  const { outputs } = await run([withFile({ sentBy: 'a form' }, 'crm.csv', 'text/csv', CSV)]);
  expect(outputs[0]).toMatchObject([{ json: { counts: { rows: 1, sent: 1 } } }]);
});

it('a picture alone is no contact', async () => {
  const { error } = await run([withFile({}, 'a.png', 'image/png')]);
  expect(error?.message).toBe('The file is not a contact file');
});

describe('a cell', () => {
  it('takes a date in ISO 8601, as n8n stores it', async () => {
    const when = new Date('2026-12-01T09:30:00.000Z');
    const ofLuxon = { toJSON: () => '2026-12-02T10:00:00.000+05:30' };
    const items = [{ json: { ...ASHA, When: when, Then: ofLuxon } as never }];
    const through = await startConnectorScene();
    await through.run({ operation: 'upload' }, items, V2);
    await through.close();
    expect(through.connector.uploads[0]?.file?.text).toContain(
      'Asha,2026-12-01T09:30:00.000Z,2026-12-02T10:00:00.000+05:30',
    );
  });
});

describe('an input without a contact', () => {
  const advice = 'Connect a node that gives them, one item for each contact.';

  it('is not called a missing column by an upload', async () => {
    const { error } = await run([{ json: {} }]);
    expect(error).toMatchObject({ message: 'The input has no contacts', description: advice });
  });

  it('is not called a missing column by Check Contacts', async () => {
    const { outputs } = await run([{ json: {} }], { operation: 'check' });
    expect(outputs[0]).toMatchObject([
      {
        json: {
          canBeSent: false,
          title: 'The input has no contacts',
          advice,
          message: `The input has no contacts. ${advice}`,
        },
      },
    ]);
  });

  it('is still asked for a phone number column where it has other fields', async () => {
    const { error } = await run(contacts({ Town: 'Pune' }));
    expect(error?.message).toBe('No phone number column');
  });

  it('is a file whose header is empty, in other words', async () => {
    const { error } = await run([fileItem(',,\n1,2,3\n', 'a.csv')]);
    expect(error?.message).not.toBe('The input has no contacts');
  });
});

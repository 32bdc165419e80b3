import { createHash } from 'node:crypto';
import { fileItem, startDirectScene, type DirectScene } from '../harness/direct-scene';

let scene: DirectScene;

beforeEach(async () => {
  scene = await startDirectScene();
});
afterEach(() => scene.close());

const uploads = () => scene.simulator.requestLog.uploads();

/** More columns than Ozonetel takes. */
const EMPTY = ','.repeat(60);

describe('a file in a binary field', () => {
  it('is sent byte for byte where nothing changes', async () => {
    const csv = 'PhoneNumber,Name\n9876543210,Asha\n9876543211,"Ravi, R"\n';
    const execution = await scene.run({ operation: 'upload', source: 'binary' }, [fileItem(csv, 'crm.csv')]);
    await scene.simulator.idle();
    expect(execution.finished.outputs[0]).toMatchObject([{ json: { counts: { rows: 2, sent: 2 } } }]);
    expect(uploads()[0]?.file).toMatchObject({ name: 'crm.csv', sha256: sha256(csv) });
  });

  it.each([
    ['semicolons and a byte order mark', '\uFEFFMobile;Name\r\n9876543210;Jürgen\r\n', 'utf8'],
    ['UTF-16, as Excel saves “Unicode text”', '\uFEFFMobile\tName\r\n9876543210\tJürgen\r\n', 'utf16le'],
    ['Windows-1252', 'Mobile,Name\r\n9876543210,Jürgen\r\n', 'latin1'],
    ['blank lines', 'Mobile,Name\r\n\r\n9876543210,Jürgen\r\n\r\n', 'utf8'],
    ['columns without anything in them', `Mobile,Name${EMPTY}\r\n9876543210,Jürgen${EMPTY}\r\n`, 'utf8'],
    ['a line that names the delimiter', 'sep=;\r\nMobile;Name\r\n9876543210;Jürgen\r\n', 'utf8'],
  ] as const)('with %s is written anew as Ozonetel reads it', async (_, text, encoding) => {
    await scene.run(
      {
        operation: 'upload',
        source: 'binary',
        columns: { column: [{ source: 'Mobile', target: 'PhoneNumber' }] },
      },
      [fileItem(Buffer.from(text, encoding), 'crm.csv')],
    );
    await scene.simulator.idle();
    expect(uploads()[0]?.file?.sha256).toBe(sha256('PhoneNumber,Name\r\n9876543210,Jürgen\r\n'));
  });

  it('of every item is an upload of its own', async () => {
    const execution = await scene.run(
      { operation: 'upload', source: 'binary', campaignName: '={{ $itemIndex === 0 ? "Diwali" : "Holi" }}' },
      [fileItem('PhoneNumber\n9876543210\n', 'a.csv'), fileItem('PhoneNumber\n9876543211\n', 'b.csv')],
    );
    expect(execution.finished.outputs[0]).toMatchObject([
      { json: { campaignName: 'Diwali' }, pairedItem: { item: 0 } },
      { json: { campaignName: 'Holi' }, pairedItem: { item: 1 } },
    ]);
  });

  it('that is an .xlsx passes unread, by its content, and the node says so', async () => {
    const zip = Buffer.concat([Buffer.from([0x50, 0x4b, 0x03, 0x04]), Buffer.alloc(100)]);
    const execution = await scene.run({ operation: 'upload', source: 'binary' }, [fileItem(zip, 'export')]);
    expect(uploads()[0]?.file).toMatchObject({ name: 'contacts.xlsx', bytes: zip.length });
    const [run] = execution.finished.run.data.resultData.runData['Ozonetel'] ?? [];
    expect(run?.hints).toMatchObject([{ message: expect.stringContaining('sent unread') as string }]);
  });

  it.each([
    [
      'a web page',
      '<!DOCTYPE html><html><body>Please log in</body></html>',
      'The file is not a contact file',
    ],
    ['an old .xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'The file is not a contact file'],
    ['a quote that is not closed', 'PhoneNumber,Name\n9876543210,"Asha\n', 'The file is not a contact file'],
    ['nothing', '', 'There are no contacts to upload'],
    ['a header alone', 'PhoneNumber,Name\n', 'There are no contacts to upload'],
    ['no phone column', 'Name\nAsha\n', 'No phone number column'],
  ])('that holds %s is refused before anything is sent', async (_, content, message) => {
    const execution = await scene.run({ operation: 'upload', source: 'binary' }, [
      fileItem(content, 'crm.csv'),
    ]);
    expect(execution.finished.error?.message).toBe(message);
    expect(uploads()).toEqual([]);
  });

  it('that is not there is an error about that item', async () => {
    const execution = await scene.run({ operation: 'upload', source: 'binary' }, [{ json: {} }]);
    expect(execution.finished.error?.message).toMatch(/binary/i);
  });
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

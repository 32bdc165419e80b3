import { createHash } from 'node:crypto';
import { ASHA, contacts, fileItem, RAVI, startDirectScene, type DirectScene } from '../harness/direct-scene';

let scene: DirectScene;

beforeEach(async () => {
  scene = await startDirectScene();
});
afterEach(() => scene.close());

const campaign = (name: string) => scene.simulator.campaigns.list().find((found) => found.name === name);
const uploads = () => scene.simulator.requestLog.uploads();

describe('contacts that are items', () => {
  it('go into the stopped campaign as one upload, and leave it stopped', async () => {
    const execution = await scene.run({ operation: 'upload' }, contacts(ASHA, RAVI));
    await scene.simulator.idle();
    expect(execution.finished.outputs).toMatchObject([
      [
        {
          json: {
            state: 'processing',
            campaignName: 'Diwali',
            code: 'processing',
            message: 'Data processing',
            counts: { rows: 2, valid: 2, invalid: 0, duplicates: 0, sent: 2 },
          },
          pairedItem: { item: 0 },
        },
      ],
      [],
    ]);
    expect(campaign('Diwali')).toMatchObject({ contacts: 2, uploads: 1, position: 'stopped' });
    expect(uploads()).toHaveLength(1);
  });

  it('start the campaign with the operation Start', async () => {
    await scene.run({ operation: 'start' }, contacts(ASHA));
    await scene.simulator.idle();
    expect(campaign('Diwali')).toMatchObject({ contacts: 1, position: 'running' });
  });

  it('are one upload for each campaign that an expression names', async () => {
    const execution = await scene.run(
      { operation: 'upload', campaignName: '={{ $json.target }}' },
      contacts({ ...ASHA, target: 'Diwali' }, { ...RAVI, target: 'Holi' }, { ...RAVI, target: 'Diwali' }),
    );
    await scene.simulator.idle();
    expect(execution.finished.outputs[0]).toMatchObject([
      { json: { campaignName: 'Diwali', counts: { sent: 2 } }, pairedItem: { item: 0 } },
      { json: { campaignName: 'Holi', counts: { sent: 1 } }, pairedItem: { item: 1 } },
    ]);
    expect([campaign('Diwali')?.contacts, campaign('Holi')?.contacts]).toEqual([2, 1]);
  });

  it('are written with every column that any of them has, and known headers as the page spells them', async () => {
    await scene.run(
      { operation: 'upload' },
      contacts(
        { phone_number: 9876543210, City: 'Pune, MH' },
        { phone_number: 9876543211, name: 'Ravi "R"' },
      ),
    );
    await scene.simulator.idle();
    const csv = 'PhoneNumber,City,Name\r\n9876543210,"Pune, MH",\r\n9876543211,,"Ravi ""R"""\r\n';
    expect(uploads()[0]?.file).toMatchObject({ name: 'contacts.csv', sha256: sha256(csv) });
  });

  it('are mapped field by field, with columns of the campaign’s own', async () => {
    await scene.run(
      {
        operation: 'upload',
        contacts: {
          mappingMode: 'defineBelow',
          value: {
            PhoneNumber: '={{ $json.mobile }}',
            Name: '={{ $json.who }}',
            // As the mapper leaves what nobody fills in.
            AgentId: '',
            Skill: null,
            Priority: '={{ $json.urgency }}',
          },
        },
        customColumns: { column: [{ name: 'City', value: '={{ $json.place.city }}' }] },
      },
      [
        { json: { mobile: '9876543210', who: 'Asha', place: { city: 'Pune' } } },
        { json: { mobile: '9876543211', who: 'Ravi', urgency: 5, place: { city: 'Agra' } } },
      ],
    );
    await scene.simulator.idle();
    const csv = 'PhoneNumber,Name,City,Priority\r\n9876543210,Asha,Pune,\r\n9876543211,Ravi,Agra,5\r\n';
    expect(uploads()[0]?.file?.sha256).toBe(sha256(csv));
  });

  it('are renamed as Rename Columns says', async () => {
    await scene.run(
      { operation: 'upload', columns: { column: [{ source: 'Mobile No', target: 'PhoneNumber' }] } },
      contacts({ 'Mobile No': '9876543210' }),
    );
    await scene.simulator.idle();
    expect(campaign('Diwali')?.contacts).toBe(1);
  });

  it('come back from Left Out, corrected, without the columns that were put before theirs', async () => {
    await scene.run(
      { operation: 'upload' },
      contacts({ row: 4, reason: 'The phone number has no digit.', ...ASHA }),
    );
    await scene.simulator.idle();
    expect(uploads()[0]?.file?.sha256).toBe(sha256('PhoneNumber,Name\r\n+91 98765 43210,Asha\r\n'));
  });

  it('keep columns of their own that are called row and reason', async () => {
    await scene.run({ operation: 'upload' }, contacts({ row: 7, reason: 'Renewal', ...ASHA }));
    await scene.simulator.idle();
    expect(uploads()[0]?.file?.sha256).toBe(
      sha256('row,reason,PhoneNumber,Name\r\n7,Renewal,+91 98765 43210,Asha\r\n'),
    );
  });

  it('come out of a Google Sheet without the row number that n8n adds', async () => {
    await scene.run(
      { operation: 'upload' },
      contacts(
        { row_number: 2, ...ASHA },
        { row_number: 3, row: 1, reason: 'The phone number has no digit.', ...RAVI },
      ),
    );
    await scene.simulator.idle();
    expect(uploads()[0]?.file?.sha256).toBe(
      sha256('PhoneNumber,Name\r\n+91 98765 43210,Asha\r\n9876543211,Ravi\r\n'),
    );
  });

  it('are refused where a field fits into no cell, with the item and what to do', async () => {
    const execution = await scene.run({ operation: 'upload' }, [
      { json: ASHA },
      { json: { ...RAVI, tags: ['a', 'b'] } },
    ]);
    expect(execution.finished.error).toMatchObject({
      message: 'The field “tags” holds a list or an object',
      context: { itemIndex: 1 },
    });
    expect(uploads()).toEqual([]);
  });

  it('make 50,000 items one upload', async () => {
    const items = Array.from({ length: 50_000 }, (_, index) => ({
      json: { PhoneNumber: String(9_000_000_000 + index), Name: `Contact ${index}` },
    }));
    const execution = await scene.run({ operation: 'upload' }, items);
    await scene.simulator.idle();
    expect(execution.finished.outputs[0]).toMatchObject([{ json: { counts: { sent: 50_000 } } }]);
    expect(campaign('Diwali')?.contacts).toBe(50_000);
    expect(uploads()).toHaveLength(1);
  });

  it('are too many at 50,001', async () => {
    const items = Array.from({ length: 50_001 }, () => ({ json: ASHA }));
    const execution = await scene.run({ operation: 'upload' }, items);
    expect(execution.finished.error?.message).toBe('Ozonetel takes at most 50,000 contacts at once');
    expect(uploads()).toEqual([]);
  });
});

describe('a dry run', () => {
  it('checks everything and sends nothing', async () => {
    const execution = await scene.run(
      { operation: 'start', additionalOptions: { dryRun: true } },
      contacts(ASHA, RAVI),
    );
    expect(execution.finished.outputs[0]).toMatchObject([
      {
        json: {
          state: 'succeeded',
          code: 'checked',
          message: '2 contacts would be sent.',
          counts: { sent: 0 },
        },
      },
    ]);
    expect(uploads()).toEqual([]);
  });
});

describe('Stop', () => {
  it('stops the campaign with a file that holds no contact', async () => {
    const execution = await scene.run({ operation: 'stop', campaignName: 'Running' });
    await scene.simulator.idle();
    expect(execution.finished.outputs[0]).toMatchObject([{ json: { state: 'succeeded', code: 'stopped' } }]);
    expect(campaign('Running')?.position).toBe('stopped');
    expect(uploads()[0]).toMatchObject({ action: 'stop', file: { sha256: sha256('PhoneNumber\r\n') } });
  });

  it('is said once for each campaign, however many items come in', async () => {
    await scene.run({ operation: 'stop', campaignName: 'Running' }, contacts(ASHA, RAVI));
    expect(uploads()).toHaveLength(1);
  });
});

describe('parameters that make no sense', () => {
  it.each([
    [{ operation: 'upload', campaignName: '  ' }, 'The campaign has no name'],
    [
      { operation: 'upload', source: 'url', fileUrl: 'https://x.example/a.csv' },
      'A file from a URL goes through the connector',
    ],
    [
      { operation: 'upload', additionalOptions: { callbackUrl: 'my-webhook' } },
      'The callback URL is not a valid http or https URL',
    ],
    [
      { operation: 'upload', waitForOutcome: true, waitLimitMinutes: 0 },
      'Time Limit (Minutes) must be a number above 0 and at most 525,600, not “0”',
    ],
  ])('%j: %s', async (parameters, message) => {
    const execution = await scene.run(parameters, contacts(ASHA));
    expect(execution.finished.error).toMatchObject({ message, context: { itemIndex: 0 } });
    expect(uploads()).toEqual([]);
  });

  it.each([
    ['is refused', 'stopWorkflow'],
    ['is data with continue-on-fail', 'continueRegularOutput'],
  ] as const)('waiting for two uploads at once %s, before either is sent', async (_, onError) => {
    const refusal = 'Wait for Outcome takes one upload at a time, not 2';
    const files = [
      fileItem('PhoneNumber\n9876543210\n', 'a.csv'),
      fileItem('PhoneNumber\n9876543211\n', 'b.csv'),
    ];
    const parameters = { operation: 'upload', source: 'binary', waitForOutcome: true };
    const { error, outputs } = (await scene.run(parameters, files, { onError })).finished;
    if (onError === 'stopWorkflow') expect(error?.message).toBe(refusal);
    else expect(outputs[0]).toMatchObject([{ json: { error: refusal } }, { json: { error: refusal } }]);
    expect(uploads()).toEqual([]);
  });
});

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import type { INodeParameters } from 'n8n-workflow';
import { startConnectorScene, type ConnectorScene } from '../harness/connector-scene';
import { ASHA, contacts, fileItem, NO_DIGIT, RAVI, startDirectScene } from '../harness/direct-scene';
import type { CredentialValues } from '../harness/credentials-helper';
import { createUpload, deliver } from '../harness/stand-in-connector';
import { TestN8n } from '../harness/test-n8n';

const V2 = { typeVersion: 2 };
const UNKNOWN = 'Ozonetel has no campaign of this name';
const REFUSED: Partial<Upload> = {
  state: 'rejected',
  outcome: { status: 'error', code: 'campaign_not_found', message: 'Campaign not found', source: 'reply' },
};

describe('an unknown campaign is the same error', () => {
  it.each([true, false])('directly, waiting for the outcome: %s', async (waitForOutcome) => {
    const scene = await startDirectScene();
    const parameters = { operation: 'upload', campaignName: 'Nowhere', waitForOutcome };
    const { error } = (await scene.run(parameters, contacts(ASHA), V2)).finished;
    await scene.close();
    expect(error?.message).toBe(UNKNOWN);
  });

  describe('through the connector', () => {
    let scene: ConnectorScene;
    beforeEach(async () => {
      scene = await startConnectorScene();
    });
    afterEach(() => scene.close());

    it('without waiting', async () => {
      scene.connector.checked = REFUSED;
      const parameters = { operation: 'upload', waitForOutcome: false };
      const { error } = (await scene.run(parameters, contacts(ASHA), V2)).finished;
      expect(error?.message).toBe(UNKNOWN);
      expect(error?.description).toMatch(/Ozonetel says: “Campaign not found”/);
    });

    const refuseDuringWait = async (node: object) => {
      const execution = await scene.run({ operation: 'upload' }, contacts(ASHA, RAVI), { ...V2, ...node });
      expect(execution.isAsleep).toBe(true);
      const [{ request }] = scene.connector.uploads as [(typeof scene.connector.uploads)[0]];
      const data = createUpload({ ...REFUSED, campaignName: 'Diwali', action: undefined });
      const { status } = await deliver(request.notifyUrl!, request.notifySecret!, {
        type: 'upload.rejected',
        data: { ...data, ...REFUSED },
      });
      expect(status).toBe(200);
      await execution.awake();
      return execution.finished;
    };

    it('when the rejection comes during the wait', async () => {
      const { error, run } = await refuseDuringWait({});
      expect(error).toMatchObject({ name: 'NodeApiError', message: UNKNOWN });
      expect(error?.description).toMatch(/Ozonetel says: “Campaign not found”/);
      expect(run.data.resultData.runData['Uploads']).toBeUndefined();
      expect(scene.connector.uploads).toHaveLength(1);
    });

    it('as data when the rejection comes during the wait and the workflow continues on errors', async () => {
      const { error, outputs } = await refuseDuringWait({ onError: 'continueRegularOutput' });
      expect(error).toBeUndefined();
      expect(outputs[0]).toMatchObject([{ json: { error: UNKNOWN, details: { state: 'rejected' } } }]);
    });
  });
});

describe('contacts of which not one is valid', () => {
  const drop = { operation: 'upload', additionalOptions: { invalidRows: 'drop' } };
  const three = contacts(NO_DIGIT, { PhoneNumber: '', Name: 'Sunil' }, { PhoneNumber: '—', Name: 'Asha' });

  it('come out of Left Out, and the result says that none can be sent', async () => {
    const scene = await startDirectScene();
    const execution = await scene.run(drop, three, V2);
    await scene.close();
    const [results, leftOut] = execution.finished.outputs;
    expect(execution.finished.error).toBeUndefined();
    expect(results).toMatchObject([
      {
        json: {
          state: 'rejected',
          title: 'None of the 3 contacts can be sent',
          advice: 'Correct them and upload them again.',
        },
      },
    ]);
    expect(leftOut).toHaveLength(3);
    expect(scene.simulator.requestLog.received).toBe(0);
  });

  it('come out of Left Out beside the error when the workflow continues on errors', async () => {
    const scene = await startDirectScene();
    const node = { ...V2, onError: 'continueRegularOutput' } as const;
    const execution = await scene.run({ operation: 'upload' }, three, node);
    await scene.close();
    const [results, leftOut] = execution.finished.outputs;
    expect(results).toMatchObject([{ json: { error: 'None of the 3 contacts can be sent' } }]);
    expect(leftOut).toHaveLength(3);
  });

  it.each([
    { invalidRows: 'drop', rowsWiderThanHeader: 'fail', isError: true },
    { invalidRows: 'fail', rowsWiderThanHeader: 'drop', isError: false },
  ])('are an error only where rows wider than the header are one: %j', async ({ isError, ...rules }) => {
    const scene = await startDirectScene();
    const parameters = { operation: 'upload', additionalOptions: rules };
    const wide = fileItem('PhoneNumber,Name\n9876543210,Asha,extra\n9876543211,Ravi,extra\n', 'crm.csv');
    const { error, outputs } = (await scene.run(parameters, [wide], V2)).finished;
    await scene.close();
    expect(error === undefined).toBe(!isError);
    expect(outputs[1] ?? []).toHaveLength(isError ? 0 : 2);
  });

  it('are listed by item and name in an error, one line each', async () => {
    const scene = await startDirectScene();
    const { error } = (await scene.run({ operation: 'upload' }, three, V2)).finished;
    await scene.close();
    expect(error?.message).toBe('None of the 3 contacts can be sent');
    expect(error?.description?.split('<br>\n').slice(0, 3)).toEqual([
      'Item 1 (Meera): The phone number has no digit.',
      'Item 2 (Sunil): The phone number is missing.',
      expect.stringMatching(/^Item 3 \(Asha\): /),
    ]);
    expect(error?.description).not.toMatch(/Leave Out/);
  });
});

describe('columns', () => {
  const upload = { operation: 'upload', waitForOutcome: false };
  const table = (csv: string) => [fileItem(csv, 'crm.csv')];

  it('with common names are used, and the output says so', async () => {
    const scene = await startDirectScene();
    const csv = 'Lead ID,Full Name,Mobile No\n7,Asha,9876543210\n';
    const { outputs } = (await scene.run(upload, table(csv), V2)).finished;
    await scene.close();
    expect(outputs[0]).toMatchObject([
      { json: { notices: ['Mobile No was used as PhoneNumber.', 'Full Name was used as Name.'] } },
    ]);
  });

  it.each([
    [
      'Lead ID,Town\n7,Pune\n',
      'No phone number column',
      'Found: Lead ID, Town. Under Options, add Rename Columns and map one of them to PhoneNumber.',
    ],
    [
      'Leads of March\n\nPhoneNumber,Name\n9876543210,Asha\n',
      'No phone number column',
      'Found: Leads of March. Under Options, add Rename Columns and map one of them to PhoneNumber. If the file has lines above its header, delete them.',
    ],
    [
      'Lead ID,Mobile,Phone\n7,9876543210,9876543211\n',
      'More than one column could be PhoneNumber',
      'Found: Lead ID, Mobile, Phone. Mobile and Phone could each be it: under Options, add Rename Columns and map the right one to PhoneNumber.',
    ],
  ])(
    'of which none is the phone number are listed, with the field to change: %j',
    async (csv, message, description) => {
      const scene = await startDirectScene();
      const { error } = (await scene.run(upload, table(csv), V2)).finished;
      await scene.close();
      expect(error).toMatchObject({ message, description });
    },
  );

  it('that are mapped by hand without a phone number name the field that is empty', async () => {
    const scene = await startDirectScene();
    const mapped = {
      ...upload,
      source: 'items',
      contacts: { mappingMode: 'defineBelow', value: { Name: '={{ $json.Name }}' } },
    };
    const { error } = (await scene.run(mapped, contacts(ASHA), V2)).finished;
    await scene.close();
    expect(error?.description).toMatch(/Under Values to Send, fill in Phone Number\.$/);
  });

  it('of a row that cannot be sent are found again by line and name', async () => {
    const scene = await startDirectScene();
    const csv = 'Mobile No,Full Name\n9876543210,Asha\n\ncall me,Sunil\n';
    const { error } = (await scene.run(upload, table(csv), V2)).finished;
    await scene.close();
    expect(error?.description).toBe(
      '1 of 2 contacts cannot be sent:<br>\nLine 4 (Sunil): The phone number has no digit.<br>\nCorrect them, or set Invalid Rows to Leave Out under Options.',
    );
  });
});

it('a repeated number is left out by default, and counted', async () => {
  const scene = await startDirectScene();
  const items = contacts(ASHA, { PhoneNumber: '09876543210', Name: 'Asha again' });
  const { outputs } = (await scene.run({ operation: 'upload', waitForOutcome: false }, items, V2)).finished;
  await scene.close();
  expect(outputs).toMatchObject([
    [{ json: { counts: { valid: 1, duplicates: 1, sent: 1 } } }],
    [{ json: { Name: 'Asha again' } }],
  ]);
});

it('one address and campaign on several items is one upload', async () => {
  const scene = await startConnectorScene();
  scene.connector.checked = { state: 'processing' };
  const parameters = {
    operation: 'upload',
    source: 'url',
    fileUrl: '={{ $json.url }}',
    waitForOutcome: false,
  };
  const [a, b] = ['https://crm.example.com/a.csv', 'https://crm.example.com/b.csv'] as const;
  await scene.run(parameters, contacts({ url: a }, { url: a }, { url: b }), V2);
  await scene.close();
  expect(scene.connector.uploads.map(({ request }) => request.file?.url)).toEqual([a, b]);
});

describe('Check Contacts', () => {
  it('tells everything about contacts, sends nothing, and needs no account', async () => {
    const scene = await startDirectScene();
    const csv = 'Mobile No,Full Name\n9876543210,Asha\ncall me,Sunil\n';
    const execution = await scene.run({ operation: 'check', campaignName: '' }, [fileItem(csv, 'a.csv')], {
      ...V2,
      credentials: {},
    });
    await scene.close();
    const [results, leftOut] = execution.finished.outputs;
    expect(execution.finished.error).toBeUndefined();
    expect(results).toMatchObject([
      {
        json: {
          canBeSent: false,
          counts: { rows: 2, valid: 1, invalid: 1 },
          invalidContacts: ['Line 3 (Sunil): The phone number has no digit.'],
          columns: [
            { source: 'Mobile No', target: 'PhoneNumber' },
            { source: 'Full Name', target: 'Name' },
          ],
        },
      },
    ]);
    expect(leftOut).toMatchObject([{ json: { line: 3, 'Full Name': 'Sunil' } }]);
    expect(scene.simulator.requestLog.received).toBe(0);
  });
});

describe('a node without a credential names the field in which one is to be chosen:', () => {
  const run = async (parameters: INodeParameters, credentials: CredentialValues) => {
    const n8n = await TestN8n.start(credentials);
    const execution = await n8n.execute({
      parameters: { campaignName: 'Diwali', ...parameters },
      items: contacts(ASHA),
      node: V2,
    });
    await n8n.close();
    return execution.finished.error;
  };

  it('the account, directly', async () => {
    const error = await run({ operation: 'upload', mode: 'direct' }, {});
    expect(error?.message).toBe('No credential is chosen under Ozonetel Account');
  });

  it.each(['upload', 'start', 'stop'])('the connector, when it is to %s', async (operation) => {
    const account = { userName: 'acme', apiKey: 'the-key-of-acme', uploadUrl: '' };
    const error = await run({ operation, mode: 'connector' }, { ozonetelApi: account });
    expect(error?.message).toBe('No credential is chosen under Connector');
    expect(error?.description).toBe('Open the node and, under Connector, choose a credential or create one.');
  });
});

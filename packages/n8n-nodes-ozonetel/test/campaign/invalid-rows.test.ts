import {
  ASHA,
  contacts,
  fileItem,
  NO_DIGIT,
  RAVI,
  startDirectScene,
  type DirectScene,
} from '../harness/direct-scene';

let scene: DirectScene;

beforeEach(async () => {
  scene = await startDirectScene();
});
afterEach(() => scene.close());

describe('Invalid Rows: Send Nothing', () => {
  it('sends nothing and lists every fault by contact, without the phone number', async () => {
    const execution = await scene.run(
      { operation: 'upload' },
      contacts(ASHA, NO_DIGIT, { PhoneNumber: '98765#43210', Name: 'x'.repeat(101) }),
    );
    const { error } = execution.finished;
    expect(error).toMatchObject({ name: 'NodeOperationError', message: 'Some phone numbers are not valid' });
    expect(error?.description?.split('<br>\n')).toEqual([
      '2 of 3 contacts cannot be sent:',
      'Item 2 (Meera): The phone number has no digit.',
      expect.stringMatching(
        /^Item 3 \(x{39}…\): The phone number holds a character that Ozonetel refuses.* Name has 101 characters; Ozonetel takes at most 100\.$/,
      ),
      'Correct them, or set Invalid Rows to Leave Out.',
    ]);
    expect(JSON.stringify(error)).not.toContain('43210');
    expect(scene.simulator.requestLog.received).toBe(0);
  });

  it('lists ten and counts the rest', async () => {
    const execution = await scene.run(
      { operation: 'upload' },
      Array.from({ length: 25 }, () => ({ json: NO_DIGIT })),
    );
    const lines = execution.finished.error?.description?.split('<br>\n') ?? [];
    expect(lines.filter((line) => line.startsWith('Item'))).toHaveLength(10);
    expect(lines).toContain('… and 15 more.');
  });
});

describe('Invalid Rows: Leave Out', () => {
  it('sends the valid contacts; the others come out of Left Out with reason and pairing', async () => {
    const execution = await scene.run(
      { operation: 'upload', invalidRows: 'drop' },
      contacts(ASHA, NO_DIGIT, RAVI, { PhoneNumber: '', Name: 'Nobody' }),
    );
    await scene.simulator.idle();
    const [uploads, rejected] = execution.finished.outputs;
    expect(uploads).toMatchObject([
      { json: { counts: { rows: 4, valid: 2, invalid: 2, duplicates: 0, sent: 2 } } },
    ]);
    expect(rejected).toEqual([
      {
        json: { row: 2, line: 3, reason: 'The phone number has no digit.', ...NO_DIGIT },
        pairedItem: { item: 1 },
      },
      {
        json: { row: 4, line: 5, reason: 'The phone number is missing.', PhoneNumber: '', Name: 'Nobody' },
        pairedItem: { item: 3 },
      },
    ]);
    expect(scene.simulator.campaigns.list()[0]?.contacts).toBe(2);
  });

  it('keeps every column of a contact that is left out, whatever it is called', async () => {
    const own = { row: 'B', reason: 'Renewal', constructor: 'x', ...NO_DIGIT };
    const execution = await scene.run({ operation: 'upload', invalidRows: 'drop' }, [
      { json: own },
      { json: { ...own, ...ASHA } },
    ]);
    expect(execution.finished.outputs[1]).toEqual([
      {
        json: { rejected_row: 1, line: 2, rejected_reason: 'The phone number has no digit.', ...own },
        pairedItem: { item: 0 },
      },
    ]);
  });

  it('leaves out of a CSV file too', async () => {
    const csv = 'Phone Number,Name\n9876543210,Asha\ncall me,Meera\n9876543211,Ravi\n';
    const execution = await scene.run({ operation: 'upload', source: 'binary', invalidRows: 'drop' }, [
      fileItem(csv, 'crm.csv'),
    ]);
    await scene.simulator.idle();
    expect(execution.finished.outputs[1]).toMatchObject([
      {
        json: { row: 2, reason: 'The phone number has no digit.', 'Phone Number': 'call me', Name: 'Meera' },
        pairedItem: { item: 0 },
      },
    ]);
    expect(scene.simulator.campaigns.list()[0]?.contacts).toBe(2);
  });

  it('sends nothing where no contact is valid', async () => {
    const execution = await scene.run({ operation: 'upload', invalidRows: 'drop' }, contacts(NO_DIGIT));
    expect(execution.finished.error?.message).toBe('The only contact cannot be sent');
    expect(scene.simulator.requestLog.received).toBe(0);
  });

  it('leaves out all but the first of the contacts that share a phone number, however it is formatted', async () => {
    const execution = await scene.run(
      { operation: 'upload', invalidRows: 'drop', additionalOptions: { duplicates: 'drop' } },
      contacts(ASHA, { PhoneNumber: '09876543210', Name: 'Asha again' }, RAVI),
    );
    expect(execution.finished.outputs).toMatchObject([
      [{ json: { counts: { rows: 3, valid: 2, invalid: 0, duplicates: 1, sent: 2 } } }],
      [{ json: { row: 2, Name: 'Asha again' }, pairedItem: { item: 1 } }],
    ]);
  });

  it('knows agents and skills that the user has listed', async () => {
    const execution = await scene.run(
      {
        operation: 'upload',
        invalidRows: 'drop',
        additionalOptions: { campaignType: 'agentwise', agentIds: '101, 102' },
      },
      contacts({ ...ASHA, AgentId: '101' }, { ...RAVI, AgentId: '999' }, { ...RAVI, AgentId: '' }),
    );
    expect(execution.finished.outputs[1]).toMatchObject([{ json: { row: 2 } }, { json: { row: 3 } }]);
  });
});

it.each(['\uFEFFPhoneNumber', '\uFEFF\uFEFFPhoneNumber', '\u200BPhoneNumber', 'Phone\u2060Number'])(
  'a first field that a CSV’s byte order mark or an invisible character precedes is the phone number (%j)',
  async (name) => {
    const execution = await scene.run(
      { operation: 'upload' },
      contacts({ [name]: '9876543210', Name: 'Asha' }),
    );
    expect(execution.finished.error).toBeUndefined();
    expect(execution.finished.outputs[0]).toMatchObject([{ json: { counts: { valid: 1 } } }]);
  },
);

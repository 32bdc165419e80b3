import { API_KEY, ASHA, contacts } from '../harness/direct-scene';
import { startSilentVendor, type SilentVendor } from '../harness/silent-vendor';
import { TestN8n } from '../harness/test-n8n';

/** Every error of the vendor's page, letter by letter, and what a user reads of it. */
const ERRORS: readonly (readonly [text: string, code: string, title: RegExp, advice: RegExp])[] = [
  ['Request limit exhausted', 'request_limit_exhausted', /one request a minute/, /Wait for Next Minute/],
  ['Authentication failed', 'authentication_failed', /does not know this user name/, /credential/],
  ['File is mandatory', 'file_missing', /no contact file/, /Input Binary Field/],
  ['Only excel files are allowed', 'file_type_not_allowed', /\.csv and \.xlsx/, /Save the contacts/],
  ['Campaign not found', 'campaign_not_found', /no campaign of this name/, /copy it from CloudAgent/],
  ['Campaign is running', 'campaign_running', /running or busy/, /operation Stop/],
  ['Data upload failed', 'upload_failed', /could not load/, /Look at the campaign/],
  [
    'Map file doesnt contain phoneNumber',
    'phone_number_column_missing',
    /No phone number column/,
    /Rename Columns/,
  ],
  ['Map file doesnt contain Agent Id', 'agent_id_column_missing', /AgentId column/, /Rename Columns/],
  [
    "Skillwise campaign doesn't have skill as column",
    'skill_column_missing',
    /Skill column/,
    /Rename Columns/,
  ],
  ['Uploaded xlsx File Should Not Be Empty', 'file_empty', /no contacts/, /at least one contact/],
  [
    'Invalid phone no.s found at rows [1,3] for campaign Diwali',
    'invalid_phone_numbers',
    /phone numbers are not valid/,
    /Leave Out/,
  ],
  [
    'Invalid AgentIds found at rows [1,3] for campaign Diwali',
    'invalid_agent_ids',
    /AgentIds are not known/,
    /Agent IDs/,
  ],
  [
    'Invalid Skill names found at rows [1,3] for campaign Diwali',
    'invalid_skill_names',
    /skill names are not known/,
    /Skills/,
  ],
  [
    'Excess columns found at rows [1,3] for campaign Diwali',
    'too_many_columns',
    /at most 40 columns/,
    /Leave out the columns/,
  ],
  [
    'Rows exceeded allowed name column size(100) : [1,3]',
    'names_too_long',
    /at most 100 characters/,
    /Shorten them/,
  ],
  ['Data limit exceeded', 'data_limit_exceeded', /at most 50,000 contacts/, /Split/],
  ['A text of tomorrow', 'unrecognised', /not documented/, /Look at the campaign/],
];

describe.each(ERRORS)('Ozonetel’s “%s”', (text, code, title, advice) => {
  let vendor: SilentVendor;
  let n8n: TestN8n;
  beforeEach(async () => {
    vendor = await startSilentVendor({ status: 'error', message: text });
    n8n = await TestN8n.start({
      ozonetelApi: { userName: 'acme', apiKey: API_KEY, uploadUrl: vendor.url },
    });
  });
  afterEach(async () => {
    await n8n.close();
    await vendor.close();
  });
  const run = (node = {}) =>
    n8n.execute({
      parameters: { operation: 'upload', campaignName: 'Diwali' },
      items: contacts(ASHA),
      node,
    });

  it('is an error that says what happened, in whose words, about which item, and what to do', async () => {
    const { error } = (await run()).finished;
    expect(error).toMatchObject({ context: { itemIndex: 0, upload: { code } } });
    expect(error?.message).toMatch(title);
    expect(error?.description).toContain(`Ozonetel says: “${text}”.`);
    expect(error?.description).toMatch(advice);
  });

  it('is the same as data with continue-on-fail', async () => {
    const { outputs } = (await run({ onError: 'continueRegularOutput' })).finished;
    expect(outputs[0]).toMatchObject([
      {
        json: {
          error: expect.stringMatching(title) as string,
          message: expect.stringMatching(advice) as string,
          details: { code, message: text, ...(text.includes('[1,3]') ? { rows: [1, 3] } : {}) },
        },
        pairedItem: { item: 0 },
      },
    ]);
  });
});

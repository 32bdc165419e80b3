import { csvOf, xlsxOf, type Rows, type TestFile } from './files';
import { closeScenes, startScene, type Scene } from './scene';

afterEach(closeScenes);

async function callbackFor(scene: Scene, campaignName: string, file: TestFile): Promise<unknown> {
  const reply = await scene.upload({ campaignName }, file);
  expect(JSON.parse(reply.body)).toEqual({ status: 'success', message: 'Data processing' });
  return JSON.parse((await scene.listener.next()).body);
}

const wide = (columns: number, first: string, rest: string) => [
  first,
  ...Array.from({ length: columns - 1 }, (_, index) => `${rest}${index}`),
];

const success = (campaign: string) => ({
  status: 'success',
  message: 'Data uploaded successfully',
  campaign,
  username: 'acme',
});

describe.each<[string, (rows: Rows) => Promise<TestFile>]>([
  ['.csv', csvOf],
  ['.xlsx', xlsxOf],
])('from a %s file', (_, fileOf) => {
  test.each<[string, string, Rows]>([
    [
      'plain contacts',
      'Diwali',
      [
        ['PhoneNumber', 'Name'],
        ['+91 (98) [765].43-210,', 'Asha'],
        ['98_76', ''],
      ],
    ],
    ['exactly 40 columns', 'Diwali', [wide(40, 'PhoneNumber', 'C'), wide(40, '98', 'c')]],
    [
      'a name of 100 characters',
      'Diwali',
      [
        ['PhoneNumber', 'Name'],
        ['98', 'x'.repeat(100)],
      ],
    ],
    [
      'an empty phone cell, which the expression lets pass',
      'Diwali',
      [
        ['PhoneNumber', 'Name'],
        ['', 'Asha'],
      ],
    ],
    [
      'known agents',
      'Agents',
      [
        ['PhoneNumber', 'AgentId'],
        ['98', 'a1'],
        ['97', 'a2'],
      ],
    ],
    [
      'known skills',
      'Skills',
      [
        ['PhoneNumber', 'Skill'],
        ['98', 'hindi'],
      ],
    ],
    [
      'agents in a plain campaign, whatever they are',
      'Diwali',
      [
        ['PhoneNumber', 'AgentId'],
        ['98', 'zz'],
      ],
    ],
  ])('accepted: %s', async (_what, campaign, rows) => {
    const scene = await startScene();
    expect(await callbackFor(scene, campaign, await fileOf(rows))).toEqual(success(campaign));
    expect(scene.simulator.campaigns.find('acme', campaign)?.view().contacts).toBe(rows.length - 1);
  });

  test.each<[string, string, Rows]>([
    ['Map file doesnt contain phoneNumber', 'Diwali', [['Mobile'], ['98']]],
    ['Map file doesnt contain phoneNumber', 'Diwali', [['phonenumber'], ['98']]],
    [
      'Map file doesnt contain phoneNumber',
      'Diwali',
      [
        ['Phone Number', 'Name'],
        ['98', 'Asha'],
      ],
    ],
    [
      'Map file doesnt contain Agent Id',
      'Agents',
      [
        ['PhoneNumber', 'AgentID'],
        ['98', 'a1'],
      ],
    ],
    ["Skillwise campaign doesn't have skill as column", 'Skills', [['PhoneNumber'], ['98']]],
    ['Uploaded xlsx File Should Not Be Empty', 'Diwali', [['PhoneNumber', 'Name']]],
    [
      'Invalid phone no.s found at rows [1,3] for campaign Diwali',
      'Diwali',
      [['PhoneNumber'], ['98/76'], ['98'], ['०९८']],
    ],
    [
      'Invalid AgentIds found at rows [2,3] for campaign Agents',
      'Agents',
      [
        ['PhoneNumber', 'AgentId'],
        ['98', 'a1'],
        ['97', 'A1'],
        ['96', ''],
      ],
    ],
    [
      'Invalid Skill names found at rows [1] for campaign Skills',
      'Skills',
      [
        ['PhoneNumber', 'Skill'],
        ['98', 'Hindi'],
        ['97', 'tamil'],
      ],
    ],
    [
      'Excess columns found at rows [2] for campaign Diwali',
      'Diwali',
      [['PhoneNumber', 'Name'], ['98', 'Asha'], wide(41, '97', 'c')],
    ],
    [
      'Excess columns found at rows [1,2] for campaign Diwali',
      'Diwali',
      [wide(41, 'PhoneNumber', 'C'), ['98'], ['97']],
    ],
    [
      'Rows exceeded allowed name column size(100) : [2]',
      'Diwali',
      [
        ['PhoneNumber', 'Name'],
        ['98', 'Asha'],
        ['97', 'x'.repeat(101)],
      ],
    ],
  ])('"%s"', async (message, campaign, rows) => {
    const scene = await startScene();
    expect(await callbackFor(scene, campaign, await fileOf(rows))).toEqual({ status: 'error', message });
    expect(scene.simulator.campaigns.find('acme', campaign)?.view().contacts).toBe(0);
  });

  test('of several faults the first on the page is named', async () => {
    const scene = await startScene();
    const rows = [
      ['PhoneNumber', 'AgentId', 'Name'],
      ['98', 'zz', 'x'.repeat(101)],
      ['#', 'a1', 'Asha'],
    ];
    const callback = await callbackFor(scene, 'Agents', await fileOf(rows));
    expect(callback).toMatchObject({ message: 'Invalid phone no.s found at rows [2] for campaign Agents' });
  });

  test('50,000 records are loaded, one more is "Data limit exceeded"', async () => {
    const scene = await startScene();
    const rows = [
      ['PhoneNumber'],
      ...Array.from({ length: 50_000 }, (_none, index) => [`${9_000_000_000 + index}`]),
    ];
    expect(await callbackFor(scene, 'Diwali', await fileOf(rows))).toEqual(success('Diwali'));
    expect(await callbackFor(scene, 'Holi', await fileOf([...rows, ['98']]))).toEqual({
      status: 'error',
      message: 'Data limit exceeded',
    });
    expect((await scene.json('/campaigns/acme/Diwali'))['contactCount']).toBe(50_000);
  }, 60_000);
});

test.each([
  ['an empty file', '', 'Uploaded xlsx File Should Not Be Empty'],
  ['blank lines alone', '\n , \n""\n', 'Uploaded xlsx File Should Not Be Empty'],
  ['a header and blank lines', 'PhoneNumber,Name\n\n,\n', 'Uploaded xlsx File Should Not Be Empty'],
  ['semicolons', 'PhoneNumber;Name\n98;Asha\n', 'Map file doesnt contain phoneNumber'],
  ['a byte order mark', '\uFEFFPhoneNumber\n98\n', 'Map file doesnt contain phoneNumber'],
  ['an unclosed quote', 'PhoneNumber,Name\n98,"Asha\n', 'Data upload failed'],
  ['a quote within a cell', 'PhoneNumber,Name\n98,As"ha\n', 'Data upload failed'],
])('a CSV file with %s is answered with its message', async (_, content, message) => {
  const scene = await startScene();
  const callback = await callbackFor(scene, 'Diwali', {
    name: 'contacts.csv',
    content: Buffer.from(content),
  });
  expect(callback).toMatchObject({ status: 'error', message });
});

test('blank lines are no rows, and quoted line breaks no ends of rows', async () => {
  const scene = await startScene();
  const content = 'PhoneNumber,Name\r\n\r\n98,"two\nlines"\n , \r\n#,"say ""no"""';
  const callback = await callbackFor(scene, 'Diwali', {
    name: 'contacts.csv',
    content: Buffer.from(content),
  });
  expect(callback).toMatchObject({ message: 'Invalid phone no.s found at rows [2] for campaign Diwali' });
});

test('a number cell prints as an integer', async () => {
  const scene = await startScene();
  await callbackFor(scene, 'Diwali', await xlsxOf([['PhoneNumber'], [919876543210]]));
  expect(await scene.json('/campaigns/acme/Diwali')).toMatchObject({
    contacts: [{ PhoneNumber: '919876543210' }],
  });
});

test('a damaged workbook is "Data upload failed", with campaign and user', async () => {
  const scene = await startScene();
  const { content } = await xlsxOf([['PhoneNumber'], ['98']]);
  const callback = await callbackFor(scene, 'Diwali', {
    name: 'contacts.xlsx',
    content: content.subarray(0, content.length - 100),
  });
  expect(callback).toEqual({
    status: 'error',
    message: 'Data upload failed',
    campaign: 'Diwali',
    username: 'acme',
  });
});

test('the callback is JSON, posted once to the callBackUrl as it was given', async () => {
  const scene = await startScene();
  await scene.upload();
  await scene.simulator.idle();
  expect(scene.listener.heard).toEqual([
    expect.objectContaining({
      method: 'POST',
      path: '/callbacks/secret-token',
      contentType: 'application/json',
    }),
  ]);
});

test('a callback that is refused is not posted again, and the log has the answer', async () => {
  const scene = await startScene({}, () => 503);
  await scene.upload();
  await scene.simulator.idle();
  expect(scene.listener.heard).toHaveLength(1);
  expect(scene.simulator.requestLog.uploads()[0]?.callbacks).toEqual([
    expect.objectContaining({ httpStatus: 503 }),
  ]);
});

test.each([
  ['an address where nobody listens', 'http://127.0.0.1:1/', 'ECONNREFUSED'],
  ['a dummy value', 'dummy', 'ERR_INVALID_URL'],
])('a callback to %s is written down as failed', async (_, callBackUrl, error) => {
  const scene = await startScene();
  await scene.upload({ callBackUrl });
  await scene.simulator.idle();
  expect(scene.simulator.requestLog.uploads()[0]?.callbacks).toEqual([expect.objectContaining({ error })]);
});

describe('with the validation in the reply', () => {
  test('the reply carries the message, no callback comes, and the campaign is free', async () => {
    const scene = await startScene({ validationChannel: 'reply' });
    const reply = await scene.upload({}, await csvOf([['PhoneNumber'], ['#']]));
    expect(JSON.parse(reply.body)).toEqual({
      status: 'error',
      message: 'Invalid phone no.s found at rows [1] for campaign Diwali',
    });
    expect(JSON.parse((await scene.upload()).body)).toMatchObject({ status: 'success' });
    expect(JSON.parse((await scene.listener.next()).body)).toEqual(success('Diwali'));
    expect(scene.listener.heard).toHaveLength(1);
  });
});

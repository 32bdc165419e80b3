import type { INodeParameters } from 'n8n-workflow';
import { startConnectorScene } from '../harness/connector-scene';
import { ASHA, contacts, startDirectScene, type DirectScene } from '../harness/direct-scene';
import { TestTrigger } from '../harness/test-trigger';

const V2 = { typeVersion: 2 };
const UPLOAD = { operation: 'upload', waitForOutcome: false };

let scene: DirectScene;
beforeEach(async () => {
  scene = await startDirectScene();
});
afterEach(() => scene.close());

const run = async (additionalOptions: INodeParameters, items = contacts(ASHA), parameters = {}) =>
  (await scene.run({ ...UPLOAD, ...parameters, additionalOptions }, items, V2)).finished;

it.each([
  ['Agent IDs is a number', { agentIds: '={{ 101 }}' }, { ...ASHA, AgentId: 101 }],
  ['Agent IDs is a list of numbers', { agentIds: '={{ [101, 102] }}' }, { ...ASHA, AgentId: 102 }],
  ['Skills is a list', { skills: '={{ ["Sales", "Support"] }}' }, { ...ASHA, Skill: 'Support' }],
  ['Skills gives nothing', { skills: '={{ $json.none }}' }, ASHA],
])('an expression is understood where %s', async (_, options, contact) => {
  const { error, outputs } = await run(options, contacts(contact));
  expect(error).toBeUndefined();
  expect(outputs[0]).toMatchObject([{ json: { state: 'processing' } }]);
});

it('a renamed column whose name an expression gives as a number is found', async () => {
  const columns = { column: [{ source: '={{ 7 }}', target: 'PhoneNumber' }] };
  const { error } = await run({ columns }, contacts({ 7: ASHA.PhoneNumber, Name: 'Asha' }));
  expect(error).toBeUndefined();
});

it.each([
  [{ agentIds: '={{ [{ id: 1 }] }}' }, 'Agent IDs must be a text or a list of texts, not a list'],
  [{ skills: '={{ $json }}' }, 'Skills must be a text or a list of texts, not an object'],
  [{ callbackUrl: '={{ 5 }}' }, 'The callback URL is not a valid http or https URL'],
  [{ callbackUrl: '={{ ["https://a.example"] }}' }, 'Callback URL must be a text, not a list'],
  [
    { columns: { column: [{ source: '={{ $json }}', target: 'Name' }] } },
    'Your Column must be a text, not an object',
  ],
])(
  'what an expression gives and no field takes is refused by the label of the field: %j',
  async (options, message) => {
    const { error } = await run(options);
    expect(error).toMatchObject({ message, context: { itemIndex: 0 } });
    expect(scene.simulator.requestLog.received).toBe(0);
  },
);

it.each([
  [1e14, 'not “100000000000000”'],
  ['soon', 'not “soon”'],
  ['={{ [] }}', 'not a list'],
])('a time limit that n8n cannot wait for is refused by its label: %j', async (waitLimitMinutes, found) => {
  const { error } = await run({ waitLimitMinutes }, contacts(ASHA), { waitForOutcome: true });
  expect(error?.message).toBe(`Time Limit (Minutes) must be a number above 0 and at most 525,600, ${found}`);
  expect(scene.simulator.requestLog.received).toBe(0);
});

it('the name of a custom column may be a number', async () => {
  const { error } = await run({}, contacts(ASHA), {
    source: 'items',
    contacts: { mappingMode: 'defineBelow', value: { PhoneNumber: '={{ $json.PhoneNumber }}' } },
    customColumns: { column: [{ name: '={{ 2026 }}', value: 'yes' }] },
  });
  expect(error).toBeUndefined();
});

describe('through the connector', () => {
  const fetched = { ...UPLOAD, source: 'url', fileUrl: 'https://crm.example.com/export.csv' };

  it('the value of a request header may be a number', async () => {
    const through = await startConnectorScene();
    through.connector.checked = { state: 'processing' };
    const fileHeaders = { header: [{ name: 'X-Page', value: '={{ 5 }}' }] };
    const execution = await through.run(
      { ...fetched, additionalOptions: { fileHeaders } },
      contacts(ASHA),
      V2,
    );
    await through.close();
    expect(execution.finished.error).toBeUndefined();
    expect(through.connector.uploads[0]?.request.file?.headers).toEqual({ 'X-Page': '5' });
  });

  it('an Idempotency Key that is an object is refused: without it the upload would be another each time', async () => {
    const through = await startConnectorScene();
    const parameters = { ...UPLOAD, additionalOptions: { idempotencyKey: '={{ $json }}' } };
    const { error } = (await through.run(parameters, contacts(ASHA), V2)).finished;
    await through.close();
    expect(error?.message).toBe('Idempotency Key must be a text, not an object');
    expect(through.connector.uploads).toEqual([]);
  });

  it('the limit of Get Many is refused where it is no number above 0', async () => {
    const through = await startConnectorScene();
    const parameters = { resource: 'upload', operation: 'getAll', limit: '={{ -1 }}' };
    const { error } = (await through.run(parameters, contacts(ASHA), V2)).finished;
    await through.close();
    expect(error?.message).toBe('Limit must be a number above 0, not “-1”');
  });
});

it('filters of a trigger may be numbers, and its events one name', async () => {
  const parameters = { mode: 'direct', events: '={{ "succeeded" }}', filters: { campaignName: '={{ 7 }}' } };
  const trigger = await TestTrigger.start({}, parameters);
  const body = JSON.stringify({
    status: 'success',
    message: 'Data uploaded successfully',
    campaignName: '7',
  });
  const { status } = await fetch(trigger.url, { method: 'POST', body });
  await trigger.idle();
  await trigger.close();
  expect(status).toBe(200);
  expect(trigger.errors).toEqual([]);
  expect(trigger.started).toHaveLength(1);
});

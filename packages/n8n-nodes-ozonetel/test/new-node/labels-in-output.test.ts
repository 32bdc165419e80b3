import { startConnectorScene } from '../harness/connector-scene';
import { ASHA, contacts, fileItem, startDirectScene } from '../harness/direct-scene';
import { createUpload, deliver } from '../harness/stand-in-connector';

const V2 = { typeVersion: 2 };
const UNKNOWN_AGENT = 'AgentId is not in the list "Agent IDs": correct it, or add it to the list.';

it('problems and reasons name fields of the node, also after a wait', async () => {
  const scene = await startConnectorScene();
  const items = contacts({ ...ASHA, AgentId: '101' }, { ...ASHA, PhoneNumber: '98765', AgentId: '999' });
  const options = { agentIds: '101', invalidRows: 'drop' };
  const execution = await scene.run({ operation: 'upload', additionalOptions: options }, items, V2);
  expect(execution.isAsleep).toBe(true);
  const [{ request }] = scene.connector.uploads as [(typeof scene.connector.uploads)[0]];
  await deliver(request.notifyUrl!, request.notifySecret!, {
    type: 'upload.succeeded',
    data: createUpload({ campaignName: 'Diwali', state: 'succeeded', action: undefined }),
  });
  await execution.awake();
  await scene.close();
  const [results, leftOut] = execution.finished.outputs;
  expect(results).toMatchObject([{ json: { problems: [{ row: 2, message: UNKNOWN_AGENT }] } }]);
  expect(leftOut).toMatchObject([{ json: { row: 2, reason: UNKNOWN_AGENT } }]);
});

it('a reason that names a field of the node is taken off when its contact comes back', async () => {
  const scene = await startDirectScene();
  const left = { row: 2, line: 3, reason: UNKNOWN_AGENT, ...ASHA, AgentId: '101' };
  const above = { row: 3, line: 4, reason: 'The same phone number stands in an item above.', ...ASHA };
  for (const contact of [left, above]) {
    const parameters = { operation: 'check', additionalOptions: { agentIds: '101' } };
    const [results] = (await scene.run(parameters, contacts(contact), V2)).finished.outputs;
    const columns = [
      { source: 'PhoneNumber', target: 'PhoneNumber' },
      { source: 'Name', target: 'Name' },
      ...('AgentId' in contact ? [{ source: 'AgentId', target: 'AgentId' }] : []),
    ];
    expect(results).toMatchObject([{ json: { canBeSent: true, columns } }]);
  }
  await scene.close();
});

it('a contact is named in an error, however many were left out above it', async () => {
  const scene = await startDirectScene();
  const repeated = Array.from({ length: 12 }, () => ASHA);
  const items = contacts(...repeated, { PhoneNumber: 'call me', Name: 'Sunil' });
  const { error } = (await scene.run({ operation: 'upload' }, items, V2)).finished;
  await scene.close();
  expect(error?.description?.split('<br>\n')).toEqual([
    '1 of 13 contacts cannot be sent:',
    'Item 13 (Sunil): The phone number has no digit.',
    'Correct them, or set Invalid Rows to Leave Out under Options.',
  ]);
});

it('a row that is wider than the header is an error that names the field which lets it pass', async () => {
  const scene = await startDirectScene();
  const csv = 'PhoneNumber,Name\n9876543210,Asha\n9876543211,Ravi,Pune\n';
  const { error } = (await scene.run({ operation: 'upload' }, [fileItem(csv, 'a.csv')], V2)).finished;
  await scene.close();
  expect(error?.message).toBe('Some rows have more cells than the header has columns');
  expect(error?.description?.split('<br>\n').at(-1)).toBe(
    'Correct them, or set Rows Wider Than Header to Leave Out under Options.',
  );
});

it('a check of items counts items, not rows and lines', async () => {
  const scene = await startDirectScene();
  const items = contacts(ASHA, { PhoneNumber: 'call me', Name: 'Sunil' }, { ...ASHA, PhoneNumber: '12345' });
  const [results] = (await scene.run({ operation: 'check' }, items, V2)).finished.outputs;
  await scene.close();
  expect(results).toMatchObject([
    {
      json: {
        message:
          '1 of 3 items cannot be sent: PhoneNumber is not valid in 1 item (item 2). Correct them before you upload them, or set Invalid Rows to Leave Out under Options.',
        notices: ['The phone number has fewer than 7 digits in 1 item (item 3): check that it is complete.'],
      },
    },
  ]);
});

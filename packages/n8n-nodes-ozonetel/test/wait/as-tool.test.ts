import { startConnectorScene } from '../harness/connector-scene';
import { startDirectScene } from '../harness/direct-scene';

const WAITING = { operation: 'start', campaignName: 'Diwali', waitForOutcome: true, waitLimitMinutes: 30 };
const FILLED_IN = { PhoneNumber: '9876543210', Name: 'Asha' };

describe.each([
  ['n8n 2', {}],
  ['n8n 1', { isOfN8n1: true }],
])('as a tool of an agent of %s, where nothing can wake it', (_, call) => {
  it('the node gives a direct upload as it is, and does not wait', async () => {
    const scene = await startDirectScene();
    const { outputs, isAsleep } = await scene.n8n.callTool({ parameters: WAITING }, FILLED_IN, call);
    await scene.close();
    expect(isAsleep).toBe(false);
    expect(outputs[0]).toMatchObject([
      {
        json: {
          state: 'processing',
          title: expect.stringMatching(/^Ozonetel has taken the contacts/) as string,
          counts: { sent: 1 },
        },
      },
    ]);
    expect(JSON.stringify(outputs)).not.toMatch(/time limit|no_callback|unconfirmed/);
  });

  it('the node gives the uploadId of an upload through the connector, and does not wait', async () => {
    const scene = await startConnectorScene();
    const parameters = { ...WAITING, mode: 'connector' };
    const { outputs, isAsleep } = await scene.n8n.callTool({ parameters }, FILLED_IN, call);
    const [received] = scene.connector.uploads;
    await scene.close();
    expect(isAsleep).toBe(false);
    expect(received?.request).not.toHaveProperty('notifyUrl');
    expect(outputs[0]).toMatchObject([
      { json: { uploadId: expect.stringMatching(/^upl_/) as string, state: 'accepted' } },
    ]);
    expect(JSON.stringify(outputs)).not.toMatch(/time limit|no_callback|unconfirmed/);
  });
});

describe('as a tool whose fields leave no room for a contact', () => {
  it.each([{}, { Campaign_Name: 'Diwali' }])(
    'the node says how an agent is given them, filled in: %j',
    async (filledIn) => {
      const scene = await startDirectScene();
      const node = { typeVersion: 2 };
      const call = scene.n8n.callTool({ parameters: WAITING, node }, filledIn);
      await expect(call).rejects.toMatchObject({
        message: 'The agent has no field for a contact',
        description: expect.stringMatching(
          /Contacts From to Input Items and Mapping Column Mode to Map Each Column Manually/,
        ) as string,
      });
      await scene.close();
      expect(scene.simulator.requestLog.received).toBe(0);
    },
  );
});

import { randomUUID } from 'node:crypto';
import { pollUntil } from '@ozonetel-bulk-upload/n8n-runner';
import { ChatModel } from './harness/chat-model';
import { McpClient } from './harness/mcp-client';
import { itemsOf, type Execution } from './harness/execution';
import { connect, node, webhookNode } from './harness/workflow';
import type { World } from './harness/world';

const TOOL = 'Put a contact into a campaign';
const ASKED = { number: '9876543210', name: 'Asha' };
const OFFERED_LIMIT_MS = 60_000;
/** A wait that would not end while the suite runs. */
const WAITING = { mode: 'connector', waitForOutcome: true, waitLimitMinutes: 600 };

export function describeTool(world: () => World): void {
  let model: ChatModel;
  beforeAll(async () => {
    model = await ChatModel.start(ASKED);
  });
  afterAll(() => model.close());

  const toolNode = (campaignName: string, parameters: Record<string, unknown>, typeVersion = 1): object =>
    node({
      typeVersion,
      name: TOOL,
      type: 'n8n-nodes-ozonetel.ozonetelTool',
      parameters: {
        operation: 'upload',
        campaignName: typeVersion === 1 ? campaignName : { __rl: true, mode: 'name', value: campaignName },
        contacts: {
          mappingMode: 'defineBelow',
          value: { PhoneNumber: "={{ $fromAI('number') }}", Name: "={{ $fromAI('name') }}" },
        },
        ...parameters,
      },
      credentials: world().credentials,
    });
  const toolOf = (name: string): object => ({
    [TOOL]: { ai_tool: [[{ node: name, type: 'ai_tool', index: 0 }]] },
  });

  const runAgent = async (campaignName: string, parameters = {}, typeVersion = 1): Promise<Execution> => {
    const { n8n } = world();
    const openAiApi = await n8n.createCredential('openAiApi', { apiKey: 'of-no-model', url: model.url });
    const path = randomUUID();
    const workflowId = await n8n.createWorkflow({
      name: 'e2e tool',
      nodes: [
        webhookNode(path),
        node({
          name: 'Agent',
          type: '@n8n/n8n-nodes-langchain.agent',
          typeVersion: 1.7,
          parameters: { promptType: 'define', text: 'Call Asha back.', options: {} },
        }),
        node({
          name: 'Model',
          type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
          typeVersion: 1.2,
          parameters: { model: { __rl: true, mode: 'id', value: 'gpt-4o-mini' }, options: {} },
          credentials: { openAiApi },
        }),
        toolNode(campaignName, parameters, typeVersion),
      ],
      connections: {
        ...connect({ Webhook: [['Agent']] }),
        Model: { ai_languageModel: [[{ node: 'Agent', type: 'ai_languageModel', index: 0 }]] },
        ...toolOf('Agent'),
      },
    });
    await n8n.activate(workflowId);
    await (await n8n.post(`/webhook/${path}`)).body?.cancel();
    return world().ended({ workflowId });
  };
  const onlyUploadOf = async (campaignName: string): Promise<string> => {
    const uploads = await world().connector.uploadsOf(campaignName);
    expect(uploads).toHaveLength(1);
    return uploads[0]!.id;
  };

  it('uploads the contact that an AI agent names, and answers it with the outcome', async () => {
    const campaignName = world().nextCampaign();
    const execution = await runAgent(campaignName);
    expect(execution.data?.resultData.error).toBeUndefined();
    expect(JSON.stringify(itemsOf(execution, 'Agent'))).toMatch(/Ozonetel has taken the contacts/);
    await world().contactsIn(campaignName, 1);
    expect(JSON.stringify(world().campaign(campaignName).contacts)).toMatch(/9876543210.*Asha/);
  });

  it('does not wait for the outcome within an agent that cannot be resumed, and gives it the uploadId', async () => {
    const campaignName = world().nextCampaign();
    const execution = await runAgent(campaignName, WAITING);
    expect(execution.status).toBe('success');
    const answer = JSON.stringify(itemsOf(execution, 'Agent'));
    expect(answer).toContain(await onlyUploadOf(campaignName));
    expect(answer).not.toMatch(/unconfirmed|no_callback|time limit/);
  });

  it('of the newest version, whose default is to wait, does not wait within such an agent either', async () => {
    const campaignName = world().nextCampaign();
    const execution = await runAgent(campaignName, { mode: 'connector', source: 'items' }, 2);
    expect(execution.status).toBe('success');
    const answer = JSON.stringify(itemsOf(execution, 'Agent'));
    expect(answer).toContain(await onlyUploadOf(campaignName));
    expect(answer).not.toMatch(/unconfirmed|no_callback|time limit/);
  });

  it('does not wait for the outcome within n8n’s MCP trigger, and gives the uploadId', async () => {
    const { n8n } = world();
    const campaignName = world().nextCampaign();
    const path = randomUUID();
    const workflowId = await n8n.createWorkflow({
      name: 'e2e MCP tool',
      nodes: [
        node({
          name: 'MCP',
          type: '@n8n/n8n-nodes-langchain.mcpTrigger',
          typeVersion: 2,
          webhookId: path,
          parameters: { path },
        }),
        toolNode(campaignName, WAITING),
      ],
      connections: toolOf('MCP') as Record<string, unknown>,
    });
    await n8n.activate(workflowId);
    const client = await pollUntil(() => McpClient.connect(`${n8n.url}/mcp/${path}`).catch(() => undefined), {
      limitMs: OFFERED_LIMIT_MS,
    });
    if (client === undefined) throw new Error(`n8n does not offer /mcp/${path}.`);
    const answer = await client.callOnlyTool(ASKED);
    expect(answer).toContain(await onlyUploadOf(campaignName));
    expect(answer).not.toMatch(/unconfirmed|no_callback|time limit/);
    expect((await n8n.latest(workflowId))?.status).not.toBe('waiting');
  });
}

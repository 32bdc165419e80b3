import { randomUUID } from 'node:crypto';
import { ChatModel } from './harness/chat-model';
import { itemsOf } from './harness/n8n';
import { connect, node, webhookNode } from './harness/workflow';
import type { World } from './harness/world';

export function describeTool(world: () => World): void {
  let model: ChatModel;
  beforeAll(async () => {
    model = await ChatModel.start({ number: '9876543210', name: 'Asha' });
  });
  afterAll(() => model.close());

  it('uploads the contact that an AI agent names, and tells it what became of the upload', async () => {
    const { n8n, credentials } = world();
    const campaignName = world().nextCampaign();
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
        node({
          name: 'Put a contact into a campaign',
          type: 'n8n-nodes-ozonetel.ozonetelTool',
          parameters: {
            operation: 'upload',
            campaignName,
            contacts: {
              mappingMode: 'defineBelow',
              value: { PhoneNumber: "={{ $fromAI('number') }}", Name: "={{ $fromAI('name') }}" },
            },
          },
          credentials,
        }),
      ],
      connections: {
        ...connect({ Webhook: [['Agent']] }),
        Model: { ai_languageModel: [[{ node: 'Agent', type: 'ai_languageModel', index: 0 }]] },
        'Put a contact into a campaign': { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
      },
    });
    await n8n.activate(workflowId);
    await (await n8n.post(`/webhook/${path}`)).body?.cancel();
    const execution = await world().ended({ workflowId });
    expect(execution.data?.resultData.error).toBeUndefined();
    expect(JSON.stringify(itemsOf(execution, 'Agent'))).toMatch(/Ozonetel has taken the contacts/);
    await world().contactsIn(campaignName, 1);
    expect(JSON.stringify(world().campaign(campaignName).contacts)).toMatch(/9876543210.*Asha/);
  });
}

import { API_KEY, ASHA, contacts, startDirectScene } from '../harness/direct-scene';
import { CONNECTOR_KEY, StandInConnector } from '../harness/stand-in-connector';
import { TestN8n } from '../harness/test-n8n';

const V2 = { typeVersion: 2 };
const UPLOAD = { operation: 'upload', waitForOutcome: false, campaignName: 'Diwali' };
const around = (text: string): string => ` ${text}\n`;

describe('spaces and line ends that were pasted around the entries of a credential are no part of them', () => {
  it('directly', async () => {
    const scene = await startDirectScene();
    const n8n = await TestN8n.start({
      ozonetelApi: {
        userName: around('acme'),
        apiKey: around(API_KEY),
        uploadUrl: around(scene.simulator.uploadUrl),
      },
    });
    const { finished } = await n8n.execute({ parameters: UPLOAD, items: contacts(ASHA), node: V2 });
    await n8n.close();
    await scene.close();
    expect(finished.outputs[0]).toMatchObject([{ json: { state: 'processing' } }]);
  });

  it('through the connector, whose own credential has them too', async () => {
    const connector = await StandInConnector.start();
    connector.checked = { state: 'processing' };
    const uploadUrl = 'https://uploads.example.com/bulk';
    const n8n = await TestN8n.start({
      ozonetelApi: { userName: around('acme'), apiKey: around(API_KEY), uploadUrl: around(uploadUrl) },
      ozonetelConnectorApi: { baseUrl: around(`${connector.url}/`), apiKey: around(CONNECTOR_KEY) },
    });
    const parameters = { ...UPLOAD, mode: 'connector' };
    const { finished } = await n8n.execute({ parameters, items: contacts(ASHA), node: V2 });
    await n8n.close();
    await connector.close();
    expect(finished.error).toBeUndefined();
    expect(connector.uploads[0]?.request.account).toEqual({ username: 'acme', apiKey: API_KEY, uploadUrl });
  });
});

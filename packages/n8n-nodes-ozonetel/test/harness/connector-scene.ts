import { createRun, type NodeScene } from './node-scene';
import { StandInConnector, CONNECTOR_KEY } from './stand-in-connector';
import { TestN8n } from './test-n8n';

/** A stand-in for the connector, and an n8n that sends through it. */
export interface ConnectorScene extends NodeScene {
  readonly connector: StandInConnector;
}

export const ACCOUNT_KEY = 'the-api-key-of-acme';

export async function startConnectorScene(): Promise<ConnectorScene> {
  const connector = await StandInConnector.start();
  const n8n = await TestN8n.start({
    ozonetelApi: {
      userName: 'acme',
      apiKey: ACCOUNT_KEY,
      uploadUrl: 'https://in1-ccaas-bulkupload.ozonetel.com/endpoint/dailer/data/bulk/upload',
    },
    ozonetelConnectorApi: { baseUrl: `${connector.url}/`, apiKey: CONNECTOR_KEY },
  });
  return {
    connector,
    n8n,
    run: createRun(n8n, { mode: 'connector', campaignName: 'Diwali' }),
    async close() {
      await n8n.close();
      await connector.close();
    },
  };
}

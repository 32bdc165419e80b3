import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';
import { StandInConnector, CONNECTOR_KEY } from './stand-in-connector';
import type { Execution, WorkflowOptions } from './execution';
import { TestN8n } from './test-n8n';

/** A stand-in for the connector, and an n8n that sends through it. */
export interface ConnectorScene {
  readonly connector: StandInConnector;
  readonly n8n: TestN8n;
  run(
    parameters: INodeParameters,
    items?: readonly INodeExecutionData[],
    node?: WorkflowOptions['node'],
  ): Promise<Execution>;
  close(): Promise<void>;
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
    run: (parameters, items, node) =>
      n8n.execute({
        parameters: { mode: 'connector', campaignName: 'Diwali', ...parameters },
        ...(items === undefined ? {} : { items }),
        ...(node === undefined ? {} : { node }),
      }),
    async close() {
      await n8n.close();
      await connector.close();
    },
  };
}

import { join } from 'node:path';
import type { DemoContext } from '../demo-context';
import { ActionableError, type N8nApi, pollUntil } from '@ozonetel-bulk-upload/n8n-runner';
import { project } from '../project';
import type { ConnectorApi } from '../services/connector-api';
import type { Services } from '../start-services';
import { readWorkflow } from './read-workflow';

/** The ids of the example workflows in n8n, all active. */
export interface LoadedWorkflows {
  readonly uploadId: string;
  readonly callbackId: string;
  readonly formId: string;
}

/** n8n registers triggers some seconds after it said that the workflow is active. */
const REGISTRATION_LIMIT_MS = 30_000;

/**
 * Puts credentials and all workflows into n8n, activates them, and waits until the trigger is registered at
 * the connector: the callback must find it.
 */
export async function loadWorkflows(
  context: DemoContext,
  services: Services,
  n8n: N8nApi,
  connector: ConnectorApi,
  exportUrl: string,
): Promise<LoadedWorkflows> {
  const values = {
    credentials: await createCredentials(context, services, n8n),
    texts: {
      EXPORT_URL: exportUrl,
      CAMPAIGN: context.world.campaignName,
      FORM_CAMPAIGN: context.world.formCampaignName,
    },
  };
  const load = async (file: string) => {
    const id = await n8n.createWorkflow(await readWorkflow(join(project.workflows, file), values));
    await n8n.activateWorkflow(id);
    return id;
  };
  const callbackId = await load('react-to-callback.json');
  const uploadId = await load('upload-crm-export.json');
  // n8n lists the latest first: this one is what a visitor opens.
  const formId = await load('upload-by-form.json');
  await waitForTrigger(connector, context.signal);
  return { uploadId, callbackId, formId };
}

async function createCredentials(
  { world }: DemoContext,
  { connectorUrl, uploadUrl }: Services,
  n8n: N8nApi,
): Promise<Record<string, string>> {
  return {
    ozonetelConnectorApi: await n8n.createCredential({
      name: 'Ozonetel connector of the demo',
      type: 'ozonetelConnectorApi',
      data: { baseUrl: connectorUrl, apiKey: world.connectorApiKey },
    }),
    ozonetelApi: await n8n.createCredential({
      name: 'Ozonetel account of the demo',
      type: 'ozonetelApi',
      // The simulator, so that nothing that is tried in this n8n reaches Ozonetel.
      data: { userName: world.username, apiKey: world.ozonetelApiKey, uploadUrl },
    }),
  };
}

async function waitForTrigger(connector: ConnectorApi, signal: AbortSignal): Promise<void> {
  const registered = await pollUntil(async () => (await connector.countSubscriptions()) > 0 || undefined, {
    limitMs: REGISTRATION_LIMIT_MS,
    signal,
  });
  if (registered === undefined) {
    throw new ActionableError(
      `The Ozonetel Trigger did not register at the connector within ${REGISTRATION_LIMIT_MS / 1000} s; the log of n8n says why.`,
    );
  }
}

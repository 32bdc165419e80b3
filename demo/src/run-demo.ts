import type { ServedFile } from './crm-export/serve-crm-export';
import type { DemoContext } from './demo-context';
import { installN8n, isN8nInstalled, N8nApi, type N8nInstallation } from '@ozonetel-bulk-upload/n8n-runner';
import { project } from './project';
import { ConnectorApi } from './services/connector-api';
import { startConnectorServices, startN8nServices, type Services } from './start-services';
import { takeTrip, type Trip } from './take-trip';
import { loadWorkflows, type LoadedWorkflows } from './workflows/load-workflows';

/** A demo that has made its trip and is still up. */
export interface DemoRun {
  readonly services: Services;
  readonly crmExport: ServedFile;
  readonly workflows: LoadedWorkflows;
  readonly trip: Trip;
}

/** From an empty machine to a campaign that dials and a workflow that its callback started. */
export async function runDemo(context: DemoContext, crmExport: ServedFile): Promise<DemoRun> {
  const { reporter, world } = context;
  const connectorServices = await startConnectorServices(context, crmExport);
  const connector = new ConnectorApi(connectorServices.connectorUrl, world.connectorApiKey);
  // Nobody needs to wait for n8n to upload a file in the console.
  await reporter.step(
    'Storing an account for the console',
    () => connector.storeAccount(world.username, { username: world.username, apiKey: world.ozonetelApiKey }),
    () =>
      `${connectorServices.connectorUrl}/console, sign in with ${world.connectorApiKey}, upload into ${world.formCampaignName}`,
  );
  const installation = await bringN8n(context);
  const services = { ...connectorServices, ...(await startN8nServices(context, installation)) };
  const n8n = new N8nApi(services.n8nUrl, services.n8nApiKey);
  const workflows = await reporter.step('Loading credentials and three workflows', () =>
    loadWorkflows(context, services, n8n, connector, crmExport.url),
  );
  const trip = await takeTrip(context, services, workflows, n8n, connector);
  return { services, crmExport, workflows, trip };
}

async function bringN8n({ reporter, processes }: DemoContext): Promise<N8nInstallation> {
  const place = { manifestFolder: project.n8nManifest, cacheFolder: project.cache };
  if (!(await isN8nInstalled(place))) {
    reporter.note('n8n is downloaded from the npm registry: a few minutes and about 3 GB, only this time.');
  }
  return reporter.step(
    'Installing n8n',
    (showProgress) => installN8n({ ...place, processes, showProgress }),
    ({ version }) => version,
  );
}

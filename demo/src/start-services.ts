import { OZONETEL_UPLOAD_URL } from '@ozonetel-bulk-upload/shared-types';
import { join } from 'node:path';
import type { DemoContext } from './demo-context';
import { DEMO_INTERVAL_MS } from './demo-world';
import {
  type N8nInstallation,
  putInCommunityPackage,
  setUpN8n,
  startN8n,
} from '@ozonetel-bulk-upload/n8n-runner';
import { project } from './project';
import { startConnector } from './services/start-connector';
import { startSimulator } from './services/start-simulator';
import type { ServedFile } from './crm-export/serve-crm-export';

/** What the console needs. */
export interface ConnectorServices {
  readonly simulatorUrl: string;
  /** Where the simulator takes contact files, as the vendor's page spells the path. */
  readonly uploadUrl: string;
  readonly connectorUrl: string;
}

/** Everything that runs, and the way in. */
export interface Services extends ConnectorServices, N8nServices {}

interface N8nServices {
  readonly n8nUrl: string;
  readonly n8nApiKey: string;
}

/** Starts the simulator, and the connector that uploads to it: within seconds. */
export async function startConnectorServices(
  context: DemoContext,
  crmExport: ServedFile,
): Promise<ConnectorServices> {
  const simulatorUrl = await startDemoSimulator(context);
  const uploadUrl = new URL(new URL(OZONETEL_UPLOAD_URL).pathname, simulatorUrl).href;
  const connectorUrl = await startDemoConnector(context, uploadUrl, crmExport);
  return { simulatorUrl, uploadUrl, connectorUrl };
}

/** Starts n8n, which takes longer than all others. */
export async function startN8nServices(
  context: DemoContext,
  installation: N8nInstallation,
): Promise<N8nServices> {
  const n8nUrl = await startDemoN8n(context, installation);
  const n8nApiKey = await context.reporter.step('Setting n8n up: owner and API key', () =>
    setUpN8n(n8nUrl, context.world.n8nOwner, context.signal),
  );
  return { n8nUrl, n8nApiKey };
}

async function startDemoSimulator(context: DemoContext): Promise<string> {
  const { world, processes, dataFolder, signal, reporter, ports } = context;
  const account = { username: world.username, apiKey: world.ozonetelApiKey };
  const campaignNames = [world.campaignName, world.formCampaignName, world.spareCampaignName];
  return reporter.step(
    "Starting the simulator of Ozonetel's API",
    () =>
      startSimulator({
        processes,
        dataFolder,
        port: ports.simulator,
        account,
        campaignNames,
        intervalMs: DEMO_INTERVAL_MS,
        signal,
      }),
    (url) => url,
  );
}

async function startDemoConnector(
  context: DemoContext,
  uploadUrl: string,
  crmExport: ServedFile,
): Promise<string> {
  const { world, processes, dataFolder, signal, reporter, ports } = context;
  return reporter.step(
    'Starting the connector',
    () =>
      startConnector({
        processes,
        dataFolder,
        port: ports.connector,
        apiKey: world.connectorApiKey,
        encryptionKey: world.connectorEncryptionKey,
        uploadUrl,
        exportHost: crmExport.host,
        accountIntervalMs: DEMO_INTERVAL_MS,
        signal,
      }),
    (url) => url,
  );
}

async function startDemoN8n(context: DemoContext, installation: N8nInstallation): Promise<string> {
  const { world, processes, dataFolder, signal, reporter, ports } = context;
  const userFolder = join(dataFolder, 'n8n');
  const { url } = await reporter.step(
    `Starting n8n ${installation.version} with the Ozonetel package in it`,
    async () => {
      await putInCommunityPackage(project.n8nPackage, userFolder);
      return startN8n({
        installation,
        processes,
        userFolder,
        encryptionKey: world.n8nEncryptionKey,
        port: ports.n8n,
        logFile: join(dataFolder, 'n8n.log'),
        signal,
      });
    },
    ({ url }) => url,
  );
  return url;
}

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

/** Everything that runs, and the way in. */
export interface Services {
  readonly simulatorUrl: string;
  /** Where the simulator takes contact files, as the vendor's page spells the path. */
  readonly uploadUrl: string;
  readonly connectorUrl: string;
  readonly n8nUrl: string;
  readonly n8nApiKey: string;
}

/** Starts simulator, connector and n8n, each with what it must know of the one before. */
export async function startServices(
  context: DemoContext,
  installation: N8nInstallation,
  crmExport: ServedFile,
): Promise<Services> {
  const simulatorUrl = await startDemoSimulator(context);
  const uploadUrl = new URL(new URL(OZONETEL_UPLOAD_URL).pathname, simulatorUrl).href;
  const connectorUrl = await startDemoConnector(context, uploadUrl, crmExport);
  const n8nUrl = await startDemoN8n(context, installation);
  const n8nApiKey = await context.reporter.step('Setting n8n up: owner and API key', () =>
    setUpN8n(n8nUrl, context.world.n8nOwner, context.signal),
  );
  return { simulatorUrl, uploadUrl, connectorUrl, n8nUrl, n8nApiKey };
}

async function startDemoSimulator(context: DemoContext): Promise<string> {
  const { world, processes, dataFolder, signal, reporter, ports } = context;
  const account = { username: world.username, apiKey: world.ozonetelApiKey };
  const campaignNames = [world.campaignName, world.formCampaignName];
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

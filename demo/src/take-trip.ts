import type { Upload } from '@ozonetel-bulk-upload/shared-types';
import { z } from 'zod';
import type { DemoContext } from './demo-context';
import {
  ActionableError,
  errorOf,
  type Execution,
  itemsOf,
  type N8nApi,
  pollUntil,
} from '@ozonetel-bulk-upload/n8n-runner';
import type { ConnectorApi } from './services/connector-api';
import { readSimulator, type VendorView } from './services/read-simulator';
import type { Services } from './start-services';
import type { LoadedWorkflows } from './workflows/load-workflows';

/** What happened to the contact file and to its callback. */
export interface Trip {
  readonly upload: Upload;
  /** The states that the upload was seen in, in order. */
  readonly states: readonly string[];
  readonly uploadExecution: Execution;
  readonly callbackExecution: Execution;
  /** What the second workflow made of the callback. */
  readonly summary: string;
  readonly vendor: VendorView;
}

const WEBHOOK_LIMIT_MS = 30_000;
const OUTCOME_LIMIT_MS = 60_000;
const EXECUTION_LIMIT_MS = 30_000;

const uploadItemSchema = z.object({ uploadId: z.string(), state: z.string() });
const summaryItemSchema = z.object({ summary: z.string() });

/**
 * Sends the contact file on its trip and waits for the end of both trips.
 * @throws ActionableError if one of them does not get there
 */
export async function takeTrip(
  context: DemoContext,
  services: Services,
  workflows: LoadedWorkflows,
  n8n: N8nApi,
  connector: ConnectorApi,
): Promise<Trip> {
  const { reporter, world } = context;
  const uploadExecution = await reporter.step(
    'Running the workflow that uploads the CRM export',
    async () => {
      await callWebhook(services.n8nUrl, context.signal);
      return getExecution(n8n, workflows.uploadId, context.signal);
    },
  );
  const { upload, states } = await reporter.step(
    'Following the upload',
    (show) => followUpload(connector, uploadExecution, context.signal, show),
    (followed) => followed.states.join(' → '),
  );
  const callbackExecution = await reporter.step('Waiting for the workflow that the callback starts', () =>
    getExecution(n8n, workflows.callbackId, context.signal),
  );
  const vendor = await readSimulator(services.simulatorUrl, world.username, world.campaignName);
  const { summary } = summaryItemSchema.parse(itemsOf(callbackExecution, SUMMARY_NODE)[0]);
  return { upload, states, uploadExecution, callbackExecution, summary, vendor };
}

/** Names of nodes in the example workflows. */
const UPLOAD_NODE = 'Upload and start';
const SUMMARY_NODE = 'Say what happened';

/** The CRM says that its export is ready; n8n offers the webhook a moment after the activation. */
async function callWebhook(n8nUrl: string, signal: AbortSignal): Promise<void> {
  const url = `${n8nUrl}/webhook/crm-export-ready`;
  const called = await pollUntil(
    async () => {
      const response = await fetch(url, { method: 'POST', signal });
      await response.body?.cancel();
      return response.status === 404 ? undefined : response.status;
    },
    { limitMs: WEBHOOK_LIMIT_MS, signal },
  );
  if (called === undefined) throw new ActionableError(`n8n did not offer the webhook ${url} in time.`);
}

async function getExecution(n8n: N8nApi, workflowId: string, signal: AbortSignal): Promise<Execution> {
  const execution = await n8n.waitForExecution(workflowId, { limitMs: EXECUTION_LIMIT_MS, signal });
  if (execution === undefined) {
    throw new ActionableError(
      `The workflow ${workflowId} was not run within ${EXECUTION_LIMIT_MS / 1000} s.`,
    );
  }
  if (execution.status === 'success') return execution;
  const reason = errorOf(execution) ?? 'n8n does not say why.';
  throw new ActionableError(
    `The execution ${execution.id} of the workflow ${workflowId} ended as ${execution.status}: ${reason}`,
  );
}

async function followUpload(
  connector: ConnectorApi,
  execution: Execution,
  signal: AbortSignal,
  show: (text: string) => void,
): Promise<{ upload: Upload; states: string[] }> {
  const { uploadId, state: firstState } = uploadItemSchema.parse(itemsOf(execution, UPLOAD_NODE)[0]);
  const states = [firstState];
  const upload = await connector.followUpload(uploadId, {
    limitMs: OUTCOME_LIMIT_MS,
    signal,
    onChange: ({ state }) => {
      if (states.at(-1) !== state) states.push(state);
      show(states.join(' → '));
    },
  });
  if (upload.state === 'succeeded') return { upload, states };
  throw new ActionableError(
    `The upload ${uploadId} ended as ${upload.state}: ${upload.outcome?.message ?? 'no reason was given.'}`,
  );
}

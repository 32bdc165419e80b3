import type { Subscription, SubscriptionRequest } from '@ozonetel-bulk-upload/shared-types';
import { NodeOperationError, type IHookFunctions, type IWebhookFunctions } from 'n8n-workflow';
import { askConnector, READ_REPEAT_MS } from '../shared/connector-api';
import { createSalt, readTriggerKey } from './trigger-key';
import { noEventChosen, readWantedEvents } from './wanted-events';
import { warnOfLocalhost } from './warn-of-localhost';

type TriggerContext = IHookFunctions | IWebhookFunctions;

/** What n8n keeps of a registration at the connector. */
export interface Registration {
  readonly id: string;
  /** Of these the secret and its mark are made and known again: see `readTriggerKey`. */
  readonly salt: string;
  readonly mark: string;
}

/** Whether the connector still has what this trigger registered, for the same URL, filters and API key. */
export async function isRegistered(context: IHookFunctions): Promise<boolean> {
  const registration = findRegistration(context);
  if (registration === undefined) return false;
  if ((await readTriggerKey(context, registration.salt)).mark !== registration.mark) return false;
  const { status, body } = await askConnector(context, {
    method: 'GET',
    path: subscriptionPath(registration),
    allowedStatus: 404,
  });
  if (status === 404) {
    forgetRegistration(context);
    return false;
  }
  return isSame(body as Partial<Subscription>, describe(context));
}

/** Registers the webhook at the connector, anew if it was registered otherwise before. */
export async function register(context: IHookFunctions): Promise<void> {
  await unregister(context);
  const { url } = await subscribe(context, createSalt());
  warnOfLocalhost(context, url);
}

/**
 * Subscribes to the events, and keeps what is needed to know them again. The secret is ours, and is brought each time:
 * the same URL and filters again are the same subscription with another secret, so what was not saved heals.
 */
export async function subscribe(context: TriggerContext, salt: string): Promise<SubscriptionRequest> {
  const { secret, mark } = await readTriggerKey(context, salt);
  const request = { ...describe(context), secret };
  const { body } = await askConnector(context, {
    method: 'POST',
    path: '/v1/subscriptions',
    body: () => ({ ...request }),
    repeatForMs: READ_REPEAT_MS,
  });
  const { id } = (body ?? {}) as { id?: unknown };
  if (typeof id !== 'string' || id === '') {
    throw new NodeOperationError(context.getNode(), 'The connector registered the trigger without an ID', {
      description: 'Check that Base URL points to a connector of a supported version.',
    });
  }
  Object.assign(context.getWorkflowStaticData('node'), {
    registrationId: id,
    registrationSalt: salt,
    registrationMark: mark,
  });
  return request;
}

/**
 * Removes the registration; one that the connector has forgotten is removed already. A connector that is away does not
 * keep a workflow from being unpublished: the registration stays known, and is removed before the next one is made.
 */
export async function unregister(context: IHookFunctions): Promise<void> {
  const registration = findRegistration(context);
  if (registration === undefined) return;
  try {
    await askConnector(context, {
      method: 'DELETE',
      path: subscriptionPath(registration),
      allowedStatus: 404,
    });
    forgetRegistration(context);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown';
    context.logger.warn(
      `Ozonetel Trigger “${context.getNode().name}” could not remove its registration ${registration.id} from the connector: ${reason}`,
    );
  }
}

export function findRegistration(context: TriggerContext): Registration | undefined {
  const {
    registrationId: id,
    registrationSalt: salt,
    registrationMark: mark,
  } = context.getWorkflowStaticData('node');
  return typeof id === 'string' && typeof salt === 'string' && typeof mark === 'string'
    ? { id, salt, mark }
    : undefined;
}

function forgetRegistration(context: IHookFunctions): void {
  const data = context.getWorkflowStaticData('node');
  delete data['registrationId'];
  delete data['registrationSalt'];
  delete data['registrationMark'];
}

function describe(context: TriggerContext): SubscriptionRequest {
  const url = context.getNodeWebhookUrl('default');
  if (url === undefined) {
    throw new NodeOperationError(context.getNode(), 'n8n gave this trigger no webhook URL', {
      description: 'Remove the node and add it again.',
    });
  }
  const { states, ...filters } = readWantedEvents(context);
  if (states.length === 0) throw noEventChosen(context);
  return { url, events: states.map((state) => `upload.${state}` as const), ...filters };
}

function isSame(found: Partial<Subscription>, requested: SubscriptionRequest): boolean {
  return (
    found.url === requested.url &&
    found.campaignName === requested.campaignName &&
    found.username === requested.username &&
    [...(found.events ?? [])].sort().join() === [...(requested.events ?? [])].sort().join()
  );
}

function subscriptionPath({ id }: Registration): string {
  return `/v1/subscriptions/${encodeURIComponent(id)}`;
}

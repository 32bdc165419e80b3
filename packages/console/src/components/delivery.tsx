import type { Schema } from '../api/call';
import { Badge, type BadgeKind } from './badge';

export type Delivery = Schema<'Delivery'>;
export type DeliveryState = Delivery['state'];

const SHOWN: Readonly<Record<DeliveryState, { readonly label: string; readonly kind: BadgeKind }>> = {
  pending: { label: 'Pending', kind: 'active' },
  delivered: { label: 'Delivered', kind: 'success' },
  dead: { label: 'Dead', kind: 'error' },
};

export const DELIVERY_STATES = Object.keys(SHOWN) as DeliveryState[];

export function isDeliveryState(text: string | undefined): text is DeliveryState {
  return text !== undefined && Object.hasOwn(SHOWN, text);
}

export function labelOfDeliveryState(state: DeliveryState): string {
  return SHOWN[state].label;
}

export function DeliveryStateBadge({ state }: { readonly state: DeliveryState }) {
  const { kind, label } = SHOWN[state];
  return <Badge kind={kind}>{label}</Badge>;
}

/** Why an attempt got no answer, for the codes that are met most. */
const ERRORS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing listens at this address',
  ECONNRESET: 'The receiver closed the connection',
  UND_ERR_SOCKET: 'The receiver closed the connection',
  ENOTFOUND: 'The host name does not exist',
  EAI_AGAIN: 'The host name could not be looked up',
  ETIMEDOUT: 'No connection in time',
  UND_ERR_CONNECT_TIMEOUT: 'No connection in time',
  TimeoutError: 'No answer in time',
  address_refused:
    'The connector may not send there: ask whoever runs it to add the host to RELAY_ALLOWED_HOSTS',
  subscription_ended: 'The subscription has ended: nothing is sent there any more',
  webhook_not_registered: 'n8n has no active workflow with this webhook',
};

interface Answer {
  readonly status?: number | undefined;
  readonly error?: string | undefined;
}

/** What came back from the receiver, in a few words. */
export function describeAnswer({ status, error }: Answer): string {
  const reason = error === undefined ? undefined : (ERRORS[error] ?? `Failed (${error})`);
  return [status === undefined ? undefined : `Status ${status}`, reason]
    .filter((text) => text !== undefined)
    .join(': ');
}

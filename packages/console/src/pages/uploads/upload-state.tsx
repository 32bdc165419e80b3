import type { Schema } from '../../api/call';
import { Badge, type BadgeKind } from '../../components/badge';

export type UploadState = Schema<'Upload'>['state'];

interface Shown {
  readonly label: string;
  readonly kind: BadgeKind;
}

const SHOWN: Readonly<Record<UploadState, Shown>> = {
  accepted: { label: 'Accepted', kind: 'active' },
  fetching: { label: 'Getting the file', kind: 'active' },
  checking: { label: 'Checking', kind: 'active' },
  waiting: { label: 'Waiting for its turn', kind: 'active' },
  sending: { label: 'Sending', kind: 'active' },
  processing: { label: 'Ozonetel is processing', kind: 'active' },
  succeeded: { label: 'Succeeded', kind: 'success' },
  failed: { label: 'Failed', kind: 'error' },
  rejected: { label: 'Rejected', kind: 'error' },
  unconfirmed: { label: 'Unconfirmed', kind: 'warning' },
  canceled: { label: 'Canceled', kind: 'neutral' },
};

export const UPLOAD_STATES = Object.keys(SHOWN) as UploadState[];

/** The state in a word or two. */
export function labelOfState(state: UploadState): string {
  return SHOWN[state].label;
}

export function isUploadState(text: string | undefined): text is UploadState {
  return text !== undefined && Object.hasOwn(SHOWN, text);
}

export function UploadStateBadge({ state }: { readonly state: UploadState }) {
  const { kind, label } = SHOWN[state];
  return <Badge kind={kind}>{label}</Badge>;
}

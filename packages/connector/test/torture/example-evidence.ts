import type { UploadRecord } from '@ozonetel-bulk-upload/ozonetel-simulator';
import type { Delivery, Outcome, Upload } from '@ozonetel-bulk-upload/shared-types';
import type { Evidence, Placed, ReceivedTry } from '../../torture/evidence';
import { digestOf, type PlannedUpload } from '../../torture/planned-uploads';

export const planned: PlannedUpload = {
  number: 1,
  key: 'upload-1',
  username: 'acme',
  campaignName: 'Diwali',
  source: 'file',
  contacts: [{ PhoneNumber: '+91 98765 43210', Name: 'Asha' }],
  isFaulty: false,
  isNotified: true,
  isRepeated: true,
  isCanceled: false,
};
export const plannedStop: PlannedUpload = {
  ...planned,
  key: 'upload-2',
  number: 2,
  action: 'stop',
  source: 'none',
  contacts: [],
};
export const outcome = (change: Partial<Outcome> = {}): Outcome => ({
  status: 'success',
  code: 'uploaded',
  message: '',
  source: 'callback',
  ...change,
});
export const LOST = outcome({ status: 'error', code: 'connection_lost', source: 'transport' });
export const CANCELED = outcome({ status: 'error', code: 'canceled', source: 'check' });
export const upload = (change: Partial<Upload> = {}): Upload => ({
  id: 'upl_1',
  state: 'succeeded',
  username: 'acme',
  campaignName: 'Diwali',
  createdAt: '2026-11-24T10:00:00.000Z',
  updatedAt: '2026-11-24T10:00:01.000Z',
  outcome: outcome(),
  ...change,
});
export const callback = {
  message: 'Data uploaded successfully',
  isDropped: false,
  sentAt: '2026-11-24T10:00:01.000Z',
};
export const record = (change: Partial<UploadRecord> = {}): UploadRecord => ({
  number: 1,
  receivedAt: '2026-11-24T10:00:00.000Z',
  endedAt: '2026-11-24T10:00:00.500Z',
  username: 'acme',
  campaignName: 'Diwali',
  unknownFields: [],
  file: { name: 'contacts.csv', bytes: 10, sha256: digestOf(planned) },
  isAccepted: true,
  isLoaded: true,
  callbacks: [{ ...callback, httpStatus: 200 }],
  faults: [],
  ...change,
});
export const cutOff = record({
  file: { name: 'contacts.csv', bytes: 3, sha256: 'of a part' },
  isLoaded: false,
  callbacks: [],
});
export const ALL = 'http://n8n/all';
export const NOTIFY = 'http://n8n/notify/';
export const attempt = (of: Upload, change: Partial<ReceivedTry> = {}): ReceivedTry => ({
  url: ALL,
  eventId: `evt_${of.state}`,
  isTaken: true,
  isSigned: true,
  body: JSON.stringify({ type: `upload.${of.state}`, timestamp: of.updatedAt, data: of }),
  ...change,
});
export const delivery = (change: Partial<Delivery> = {}): Delivery => ({
  id: 'dlv_1',
  eventId: 'evt_succeeded',
  uploadId: 'upl_1',
  type: 'upload.succeeded',
  subscriptionId: 'sub_1',
  state: 'delivered',
  attempts: 1,
  createdAt: '2026-11-24T10:00:01.000Z',
  ...change,
});
/** Every endpoint took what is told of an upload. */
export const heard = (of: Upload): ReceivedTry[] => [
  attempt(of, { isTaken: false }),
  attempt(of),
  attempt(of, { url: `${NOTIFY}1` }),
];
/** The evidence of one upload that ended so. */
export const ended = (end: Upload, change: Partial<Evidence> = {}): Partial<Evidence> => ({
  uploads: [end],
  tries: heard(end),
  deliveries: [],
  ...change,
});
export const placed = (change: Partial<Placed> = {}): Placed => ({
  planned,
  ids: ['upl_1'],
  refusals: [],
  isCanceled: false,
  ...change,
});
export const evidence = (change: Partial<Evidence> = {}): Evidence => ({
  callbackTimeoutMs: 4_000,
  placed: [placed()],
  uploads: [upload()],
  seenUnconfirmed: new Set(),
  records: [record()],
  violations: { interval: [], overlap: [] },
  endpoints: [
    { url: ALL, subscriptionId: 'sub_1', wants: () => true },
    { url: 'http://n8n/other', subscriptionId: 'sub_2', wants: () => false },
    { url: NOTIFY, wants: ({ isNotified }) => isNotified },
  ],
  tries: heard(upload()),
  deliveries: [delivery()],
  frozenSends: [],
  faultAnswers: new Map(),
  unwantedEnds: [],
  ...change,
});
/** A stop beside the upload, with what Ozonetel saw of it. */
export const stopped = (state: Upload['state'], stops: readonly UploadRecord[]): Partial<Evidence> => {
  const stop = upload({
    id: 'upl_2',
    state,
    action: 'stop',
    outcome: outcome({ code: 'stopped', source: 'reply' }),
  });
  return {
    placed: [placed(), placed({ planned: { ...plannedStop, isNotified: false }, ids: ['upl_2'] })],
    uploads: [upload(), stop],
    records: [record(), ...stops],
    tries: [...heard(upload()), attempt(stop, { eventId: 'evt_stop' })],
  };
};
export const stopRecord = record({
  number: 2,
  action: 'stop',
  file: { name: '', bytes: 12, sha256: 'of a header' },
});
export const putOff = record({
  isAccepted: false,
  isLoaded: false,
  callbacks: [],
  reply: { httpStatus: 200, body: '{"status":"error","message":"Request limit exhausted"}' },
});
export const overlap = {
  interval: [],
  overlap: [{ username: 'acme', campaignName: 'Diwali', earlier: 1, later: 2 }],
};
export const later = (receivedAt: string) =>
  record({
    number: 2,
    receivedAt,
    campaignName: 'Holi',
    file: { name: '', bytes: 1, sha256: digestOf(plannedStop) },
  });

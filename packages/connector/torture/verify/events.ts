import type { UploadEvent } from '@ozonetel-bulk-upload/shared-types';
import type { Evidence, Endpoint, ReceivedTry } from '../evidence';
import { entriesOf, type Entry } from './ledger';

interface HeardEvent {
  readonly eventId: string;
  readonly type: string;
  readonly uploadId: string;
}

function read({ eventId, body }: ReceivedTry): HeardEvent {
  const { type, data } = JSON.parse(body) as UploadEvent;
  return { eventId, type, uploadId: data.id };
}

const urlFor = (endpoint: Endpoint, { planned }: Entry) =>
  endpoint.subscriptionId === undefined ? endpoint.url + String(planned.number) : endpoint.url;

/** Each endpoint took the end of each upload that it wants to hear of, and nothing of any other. */
export function findLostEvents(evidence: Evidence): string[] {
  const taken = new Map<string, Set<string>>();
  for (const attempt of evidence.tries.filter(({ isTaken }) => isTaken)) {
    const key = `${attempt.url} ${read(attempt).uploadId}`;
    taken.set(key, (taken.get(key) ?? new Set()).add(read(attempt).type));
  }
  return entriesOf(evidence).flatMap((entry) => {
    const { id, upload, planned } = entry;
    if (upload === undefined) return [];
    const wanted = [`upload.${upload.state}`];
    if (evidence.seenUnconfirmed.has(id)) wanted.push('upload.unconfirmed');
    return evidence.endpoints.flatMap((endpoint) => {
      const url = urlFor(endpoint, entry);
      const heard = taken.get(`${url} ${id}`) ?? new Set();
      if (!endpoint.wants(planned))
        return heard.size === 0 ? [] : [`${url} heard of ${id}, and does not want to.`];
      return wanted.filter((type) => !heard.has(type)).map((type) => `${url} did not hear ${type} of ${id}.`);
    });
  });
}

/** An upload has one end, and may have been `unconfirmed` before it. */
export function findContradictions(evidence: Evidence): string[] {
  const ends = new Map(evidence.uploads.map(({ id, state }) => [id, `upload.${state}`]));
  const broken = new Set<string>();
  for (const attempt of evidence.tries) {
    const { type, uploadId } = read(attempt);
    const end = ends.get(uploadId);
    const mayBe = type === end || (type === 'upload.unconfirmed' && /succeeded|failed/.test(end ?? ''));
    if (!mayBe) broken.add(`${attempt.url} heard ${type} of ${uploadId}, whose end is ${end ?? 'unknown'}.`);
  }
  return [...broken];
}

/** One thing that happened has one id and one body, at every endpoint and on every try, and a good signature. */
export function findForkedEvents({ tries }: Evidence): string[] {
  const bodies = new Map<string, string>();
  const ids = new Map<string, string>();
  const broken = new Set<string>();
  for (const attempt of tries) {
    const { eventId, body, url, isSigned } = attempt;
    if (!isSigned) broken.add(`${eventId} came to ${url} without a good signature.`);
    if ((bodies.get(eventId) ?? body) !== body) broken.add(`${eventId} came with two bodies.`);
    bodies.set(eventId, body);
    const { type, uploadId } = read(attempt);
    const happening = `${type} of ${uploadId}`;
    if ((ids.get(happening) ?? eventId) !== eventId) broken.add(`${happening} came under two ids.`);
    ids.set(happening, eventId);
  }
  return [...broken];
}

/** What the connector says was delivered was taken, and nothing is left over. */
export function findWrongDeliveries(evidence: Evidence): string[] {
  const taken = new Set(
    evidence.tries.filter(({ isTaken }) => isTaken).map(({ url, eventId }) => `${url} ${eventId}`),
  );
  const entries = new Map(entriesOf(evidence).map((entry) => [entry.id, entry]));
  const endpoints = new Map(evidence.endpoints.map((endpoint) => [endpoint.subscriptionId, endpoint]));
  return evidence.deliveries.flatMap(({ id, eventId, uploadId, subscriptionId, state }) => {
    if (state !== 'delivered') return [`${id} of ${uploadId} is ${state}.`];
    const [entry, endpoint] = [entries.get(uploadId), endpoints.get(subscriptionId)];
    if (entry === undefined || endpoint === undefined)
      return [`${id} goes to an address that nobody registered.`];
    const isTaken = taken.has(`${urlFor(endpoint, entry)} ${eventId}`);
    return isTaken ? [] : [`${id} of ${uploadId} counts as delivered, and nobody took it.`];
  });
}

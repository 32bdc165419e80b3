import { isFinalState } from '@ozonetel-bulk-upload/shared-types';
import type { Evidence } from '../evidence';
import { entriesOf, type Entry } from './ledger';

/** Each request made one upload, and no upload is there that nobody requested. */
export function findLostUploads(evidence: Evidence): string[] {
  const { placed, uploads } = evidence;
  const owners = new Map<string, string>();
  const broken: string[] = [];
  for (const { planned, ids, refusals } of placed) {
    if (refusals.length > 0) broken.push(`${planned.key} was refused: ${refusals.join('; ')}.`);
    if (ids.length > 1) broken.push(`${planned.key} was answered with several uploads: ${ids.join(', ')}.`);
    for (const id of ids) {
      const owner = owners.get(id);
      if (owner !== undefined)
        broken.push(`${owner} and ${planned.key} were answered with one upload, ${id}.`);
      owners.set(id, planned.key);
    }
  }
  return [
    ...broken,
    ...entriesOf(evidence)
      .filter(({ upload }) => upload === undefined)
      .map(({ id, planned }) => `${id} of ${planned.key} was accepted and is not there.`),
    ...uploads
      .filter(({ id }) => !owners.has(id))
      .map(({ id }) => `${id} is there, and no client received its id.`),
  ];
}

export function findStuckUploads({ uploads }: Evidence): string[] {
  return uploads
    .filter(({ state }) => !isFinalState(state))
    .map(({ id, state }) => `${id} is still ${state}.`);
}

/** What an upload says of itself is what Ozonetel has seen of it. */
export function findWrongOutcomes(evidence: Evidence): string[] {
  return entriesOf(evidence)
    .filter(({ planned }) => planned.action !== 'stop')
    .flatMap((entry) => faultsOf(entry).map((fault) => `${entry.id} is ${nameOf(entry)}, ${fault}.`));
}

function faultsOf({ planned, upload, arrivals, isCanceled }: Entry): string[] {
  if (upload === undefined || !isFinalState(upload.state)) return [];
  const { state, outcome } = upload;
  const arrival = arrivals[0];
  const faults: string[] = [];
  if (outcome === undefined) faults.push('and does not say why');
  if (planned.isFaulty && arrivals.length > 0) faults.push('and its faulty file was sent');
  if (isCanceled && state !== 'canceled') faults.push('and its client received 204 for its cancellation');
  if (state === 'canceled' && arrivals.length > 0) faults.push('and its file was sent');
  if (state === 'succeeded' && arrival?.isLoaded !== true) faults.push('and Ozonetel has not loaded it');
  if ((state === 'failed' || state === 'rejected') && arrival?.isLoaded === true)
    faults.push('and Ozonetel has loaded it');
  if (outcome?.source === 'check' && arrivals.length > 0) faults.push('and its file was sent');
  if (!maySayWithoutArrival(upload) && arrival === undefined) faults.push('and its file was never seen');
  return faults;
}

/** Our own check, a cancellation, and a connection that broke before Ozonetel had the whole file. */
function maySayWithoutArrival({ outcome }: { outcome?: { source: string } | undefined }): boolean {
  return outcome?.source === 'check' || outcome?.source === 'transport';
}

function nameOf({ upload }: Entry): string {
  return `${upload?.state ?? 'gone'} (${upload?.outcome?.code ?? 'no outcome'})`;
}

/** A callback that was answered with 200 is the outcome of its upload. */
export function findForgottenCallbacks(evidence: Evidence): string[] {
  return entriesOf(evidence).flatMap(({ id, upload, arrivals }) => {
    const taken = arrivals.flatMap(({ callbacks }) => callbacks).find(({ httpStatus }) => httpStatus === 200);
    if (taken === undefined || upload === undefined) return [];
    const expected = taken.message === 'Data uploaded successfully' ? 'succeeded' : 'failed';
    return upload.state === expected
      ? []
      : [`${id} is ${upload.state}, and its callback "${taken.message}" was answered with 200.`];
  });
}

/** A database that is away or out of room is 503: try again. 500 would be a bug. */
export function findWrongFaults({ faultAnswers }: Evidence): string[] {
  return [...faultAnswers]
    .filter(([status]) => status !== 503)
    .map(([status, count]) => `${count} requests were answered with ${status}.`);
}

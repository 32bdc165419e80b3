import type { Upload, UploadEvent } from '@ozonetel-bulk-upload/shared-types';
import { isFinalState } from '@ozonetel-bulk-upload/shared-types';
import type { UploadRecord, Violations } from '@ozonetel-bulk-upload/ozonetel-simulator';

/** An upload as its client knows it. */
export interface Submitted {
  /** What the connector answered, the same on every repetition. */
  readonly id: string;
  readonly username: string;
  readonly campaignName: string;
  /** Hex, of the contact file's bytes. */
  readonly sha256: string;
}

/** One try of a delivery, as it came to the receiver. */
export interface ReceivedTry {
  readonly eventId: string;
  readonly body: string;
  /** Whether the receiver was up and answered 2xx. */
  readonly isTaken: boolean;
}

/** What both ends wrote down, and the connector's own view for comparison. */
export interface Books {
  readonly submitted: readonly Submitted[];
  readonly uploads: readonly Upload[];
  readonly records: readonly Readonly<UploadRecord>[];
  readonly violations: Violations;
  readonly tries: readonly ReceivedTry[];
  /** Deliveries that were given up. */
  readonly deadDeliveries: number;
}

/** Every broken promise, one sentence each; none: all were kept. */
export function findBrokenPromises(books: Books): string[] {
  return [
    ...findLostUploads(books),
    ...findStuckUploads(books),
    ...findDoubledFiles(books),
    ...findWrongOutcomes(books),
    ...findPaceViolations(books),
    ...findLostEvents(books),
    ...findForkedEvents(books),
  ];
}

function findLostUploads({ submitted, uploads }: Books): string[] {
  const known = new Set(uploads.map(({ id }) => id));
  const wanted = new Set(submitted.map(({ id }) => id));
  return [
    ...submitted.filter(({ id }) => !known.has(id)).map(({ id }) => `${id} was accepted and is not there.`),
    ...uploads.filter(({ id }) => !wanted.has(id)).map(({ id }) => `${id} is there twice: no client has it.`),
    ...(wanted.size === submitted.length ? [] : ['Two requests were given one upload.']),
  ];
}

function findStuckUploads({ uploads }: Books): string[] {
  return uploads
    .filter(({ state }) => !isFinalState(state))
    .map(({ id, state }) => `${id} is still ${state}.`);
}

/** Whether Ozonetel refused a request for its pace: then the same file may come again. */
function isPutOff({ reply }: UploadRecord): boolean {
  return reply?.body.includes('Request limit exhausted') ?? false;
}

function findDoubledFiles({ submitted, records }: Books): string[] {
  const arrived = records.filter((record) => !isPutOff(record));
  const doubled = submitted
    .filter(({ sha256 }) => arrived.filter(({ file }) => file?.sha256 === sha256).length > 1)
    .map(({ id }) => `The contact file of ${id} was sent twice.`);
  return [...doubled, ...findResentFragments(submitted, arrived)];
}

/** A file that was cut off on its way is known by none but its campaign: it must not come again either. */
function findResentFragments(submitted: readonly Submitted[], arrived: readonly UploadRecord[]): string[] {
  const digests = new Set(submitted.map(({ sha256 }) => sha256));
  const campaigns = new Map<string, { whole: number; fragments: number; uploads: number }>();
  const of = ({ username = '', campaignName = '' }: { username?: string; campaignName?: string }) => {
    const key = `${username} ${campaignName}`;
    const known = campaigns.get(key) ?? { whole: 0, fragments: 0, uploads: 0 };
    campaigns.set(key, known);
    return known;
  };
  for (const upload of submitted) of(upload).uploads += 1;
  for (const record of arrived) {
    if (record.username === undefined || record.campaignName === undefined) continue;
    if (record.file !== undefined && digests.has(record.file.sha256)) of(record).whole += 1;
    else of(record).fragments += 1;
  }
  return [...campaigns]
    .filter(([, { whole, fragments, uploads }]) => whole + fragments > uploads)
    .map(([key]) => `More files were sent to "${key}" than it has uploads.`);
}

function findWrongOutcomes({ submitted, uploads, records }: Books): string[] {
  const loaded = new Set(records.filter(({ isLoaded }) => isLoaded).map(({ file }) => file?.sha256));
  const arrived = new Set(records.filter((record) => !isPutOff(record)).map(({ file }) => file?.sha256));
  const byId = new Map(uploads.map((upload) => [upload.id, upload]));
  return submitted.flatMap(({ id, sha256 }) => {
    const { state, outcome } = byId.get(id) ?? {};
    if (state === 'succeeded' && !loaded.has(sha256))
      return [`${id} succeeded, and Ozonetel has not loaded it.`];
    if ((state === 'failed' || state === 'rejected') && loaded.has(sha256))
      return [`${id} is ${state}, and Ozonetel has loaded it.`];
    if (!arrived.has(sha256) && outcome?.code !== 'connection_lost')
      return [`${id} was never sent, and says ${outcome?.code ?? 'nothing'}.`];
    return [];
  });
}

function findPaceViolations({ violations }: Books): string[] {
  return [
    ...violations.interval.map(
      ({ username, earlier, later, gapMs }) =>
        `${username}: request ${later} began ${gapMs} ms after the end of ${earlier}.`,
    ),
    ...violations.overlap.map(
      ({ campaignName, earlier, later }) => `${campaignName}: ${later} was sent while ${earlier} was open.`,
    ),
  ];
}

function findLostEvents({ uploads, tries, deadDeliveries }: Books): string[] {
  const taken = new Set(
    tries
      .filter(({ isTaken }) => isTaken)
      .map(({ body }) => JSON.parse(body) as UploadEvent)
      .map(({ type, data }) => `${data.id} ${type}`),
  );
  return [
    ...uploads
      .filter(({ id, state }) => isFinalState(state) && !taken.has(`${id} upload.${state}`))
      .map(({ id, state }) => `Nobody heard that ${id} is ${state}.`),
    ...(deadDeliveries === 0 ? [] : [`${deadDeliveries} deliveries were given up.`]),
  ];
}

/** One thing that happened has one id and one body, on every try. */
function findForkedEvents({ tries }: Books): string[] {
  const bodies = new Map<string, string>();
  const ids = new Map<string, string>();
  const broken = new Set<string>();
  for (const { eventId, body } of tries) {
    if ((bodies.get(eventId) ?? body) !== body) broken.add(`${eventId} came with two bodies.`);
    bodies.set(eventId, body);
    const { type, data } = JSON.parse(body) as UploadEvent;
    const happening = `${data.id} ${type}`;
    if ((ids.get(happening) ?? eventId) !== eventId) broken.add(`"${happening}" came under two ids.`);
    ids.set(happening, eventId);
  }
  return [...broken];
}

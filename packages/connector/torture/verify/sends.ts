import type { Evidence } from '../evidence';
import { campaignKeyOf, entriesOf, groupBy, isArrival } from './ledger';

export function findDoubledFiles(evidence: Evidence): string[] {
  return entriesOf(evidence)
    .filter(({ arrivals }) => arrivals.length > 1)
    .map(({ id, arrivals }) => `The contact file of ${id} was sent ${arrivals.length} times.`);
}

/**
 * A file that was cut off on its way is known by its campaign alone: as many of them as there are uploads of the
 * campaign that say so, and were not seen whole.
 */
export function findResentFragments(evidence: Evidence): string[] {
  const entries = entriesOf(evidence).filter(({ planned }) => planned.action !== 'stop');
  const whole = new Set(entries.flatMap(({ arrivals }) => arrivals));
  const fragments = evidence.records.filter(
    (record) =>
      isArrival(record) &&
      record.action !== 'stop' &&
      record.campaignName !== undefined &&
      !whole.has(record),
  );
  const explained = entries.filter(
    ({ upload, arrivals }) => upload?.outcome?.code === 'connection_lost' && arrivals.length === 0,
  );
  return findExcess(
    fragments.map(campaignKeyOf),
    explained.map(({ planned }) => campaignKeyOf(planned)),
    (key, sent, said) => `${sent} files were cut off on their way to ${key}, and ${said} uploads say so.`,
  );
}

/** Stops bring all the same file: each came once at most, and each that succeeded came. */
export function findDoubledStops(evidence: Evidence): string[] {
  const stops = evidence.placed
    .filter(({ planned }) => planned.action === 'stop')
    .map(({ planned }) => campaignKeyOf(planned));
  const sent = evidence.records.filter((record) => record.action === 'stop' && isArrival(record));
  const confirmed = evidence.uploads.filter(
    ({ action, state }) => action === 'stop' && state === 'succeeded',
  );
  return [
    ...findExcess(
      sent.map(campaignKeyOf),
      stops,
      (key, count, asked) => `${count} stops were sent to ${key}, which was stopped ${asked} times.`,
    ),
    ...findExcess(
      confirmed.map(campaignKeyOf),
      sent.filter(({ isAccepted }) => isAccepted).map(campaignKeyOf),
      (key, count, taken) => `${count} stops of ${key} succeeded, and Ozonetel took ${taken}.`,
    ),
  ];
}

function findExcess(
  counted: readonly string[],
  allowed: readonly string[],
  tell: (key: string, count: number, allowed: number) => string,
): string[] {
  const most = groupBy(allowed, (key) => key);
  return [...groupBy(counted, (key) => key)]
    .filter(([key, found]) => found.length > (most.get(key)?.length ?? 0))
    .map(([key, found]) => tell(key, found.length, most.get(key)?.length ?? 0));
}

export function findTooCloseSends({ violations }: Evidence): string[] {
  return violations.interval.map(
    ({ username, earlier, later, gapMs }) =>
      `${username}: request ${later} began ${gapMs} ms after the end of request ${earlier}.`,
  );
}

/** An upload whose callback is overdue is not open any more (`CALLBACK_TIMEOUT_MS`). */
export function findOpenTogether({ violations, records, callbackTimeoutMs }: Evidence): string[] {
  const byNumber = new Map(records.map((record) => [record.number, record]));
  return violations.overlap
    .filter(({ earlier, later }) => {
      const began = Date.parse(byNumber.get(later)?.receivedAt ?? '');
      const ended = Date.parse(byNumber.get(earlier)?.endedAt ?? '');
      return !(began - ended >= callbackTimeoutMs);
    })
    .map(
      ({ username, campaignName, earlier, later }) =>
        `${username} ${campaignName}: request ${later} was sent while request ${earlier} was open.`,
    );
}

/** A process that was frozen for longer than its lease may not send any more. */
export function findLateSends({ frozenSends }: Evidence): string[] {
  return frozenSends
    .filter(({ bytes }) => bytes > 0)
    .map(
      ({ bytes, frozenMs }) =>
        `A send that was frozen for ${frozenMs} ms before its first byte wrote ${bytes} bytes.`,
    );
}

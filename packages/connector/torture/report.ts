import type { TortureRun } from './run-torture';

const SHOWN = 40;

/** What happened, in a few lines, and every promise that was broken. */
export function tellAccount(run: TortureRun, broken: readonly string[], seconds: number): void {
  const { evidence, damage, receiverTime } = run;
  const posted = evidence.records.flatMap(({ callbacks }) => callbacks);
  const answered = posted.filter(({ httpStatus }) => httpStatus === 200);
  const taken = evidence.tries.filter(({ isTaken }) => isTaken);
  const down = Math.round((100 * receiverTime.down) / (receiverTime.up + receiverTime.down));
  console.log(`  uploads    ${evidence.uploads.length}: ${countOf(evidence.uploads.map(describe))}
  kills      ${damage.kills} of connectors, ${damage.databaseStops} hard stops of the database
  disk       ${run.hasFullDisk ? `${damage.fullDisks} times full` : 'skipped: this user can mount no disk of its own'}; answers from 500 on: ${faultsOf(run)}
  logs       ${run.fullLogs} lives of connectors with the log on a full disk
  frozen     ${evidence.frozenSends.length} of ${run.freezes} sends between commit and first byte, for longer than their lease; ${evidence.frozenSends.filter(({ bytes }) => bytes > 0).length} wrote all the same
  sends      ${evidence.records.length}, with faults: ${countOf(evidence.records.flatMap(({ faults }) => faults))}
  callbacks  ${posted.length} posted, ${answered.length} taken
  events     ${new Set(evidence.tries.map(({ eventId }) => eventId)).size} in ${evidence.deliveries.length} deliveries, ${evidence.tries.length} tries, ${taken.length} taken; receivers down ${down} % of the time
  violations ${broken.length}
  time       ${seconds} s`);
  for (const sentence of broken.slice(0, SHOWN)) console.log(`    ${sentence}`);
  if (broken.length > SHOWN) console.log(`    and ${broken.length - SHOWN} more`);
}

function faultsOf({ evidence }: TortureRun): string {
  return [...evidence.faultAnswers].map(([status, count]) => `${count} × ${status}`).join(', ') || 'none';
}

function describe({ state, outcome }: TortureRun['evidence']['uploads'][number]): string {
  return state === 'unconfirmed' || state === 'rejected' ? `${state} (${outcome?.code ?? '?'})` : state;
}

function countOf(words: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([word, count]) => `${count} ${word}`)
    .join(', ');
}

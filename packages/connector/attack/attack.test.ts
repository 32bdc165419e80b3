import { DATABASE_KINDS } from '../test/harness/databases';
import { measure, report, type Attack, type Measured } from './attack';
import { BODY_ATTACKS } from './attacks/bodies';
import { CALLBACK_ATTACKS } from './attacks/callbacks';
import { FILE_ATTACKS } from './attacks/files';
import { NEIGHBOUR_ATTACKS } from './attacks/neighbours';
import { HTTP_ATTACKS, REQUEST_ATTACKS } from './attacks/requests';
import { startTarget, type Target } from './target';

/** Megabytes above what was used before the attack; the garbage collector gives memory back late. */
const MEMORY_MB = 350;
/**
 * Milliseconds that the service's thread may compute before it answers others, where the attack says nothing else. The
 * faults that this looks for took seconds to minutes; slow machines take twice the time of fast ones.
 */
const BUSY_MS: Readonly<Record<Attack['kind'], number>> = {
  multipart: 200,
  JSON: 200,
  'contact files': 500,
  callbacks: 500,
  requests: 500,
  neighbours: 500,
  HTTP: 500,
};
/** Milliseconds that others wait at most; a machine with other work may keep the service from its processor. */
const HEALTH_MS = 10_000;

const ATTACKS = [
  ...BODY_ATTACKS,
  ...CALLBACK_ATTACKS,
  ...REQUEST_ATTACKS,
  ...FILE_ATTACKS,
  ...NEIGHBOUR_ATTACKS,
  // The last ones use up the limit of wrong keys of this address.
  ...HTTP_ATTACKS,
];

describe.each(DATABASE_KINDS)('the built connector on %s survives', (kind) => {
  const results: Measured[] = [];
  let target: Target;

  beforeAll(async () => {
    target = await startTarget(kind, { SEND_TIMEOUT_MS: '3000' });
    await target.completesAnUpload();
  });
  afterAll(async () => {
    process.stdout.write(`\nAttacks on ${kind}\n${report(results)}\n\n`);
    await target.stop();
  });

  it.each(ATTACKS.map((attack) => [attack.title, attack] as const))('%s', async (_, attack) => {
    const result = await measure(target, attack);
    results.push(result);
    const { replies, alive, memoryBefore = 0, seen } = result;
    expect(alive).toBe(true);
    expect(
      [...new Set(replies.map(({ status }) => status))].filter((status) => !attack.answers.includes(status)),
    ).toEqual([]);
    expect((seen.memoryPeak ?? 0) - memoryBefore).toBeLessThan(attack.memoryMb ?? MEMORY_MB);
    expect(seen.healthMs).toBeLessThan(HEALTH_MS);
    expect(seen.busyMs ?? 0).toBeLessThan(attack.busyMs ?? BUSY_MS[attack.kind]);
    await target.completesAnUpload();
  });

  it('all of them, and answers a refused request with at most a hundred errors', async () => {
    const body = JSON.stringify({ ...target.order(), agentIds: Array.from({ length: 5_000 }, () => 1) });
    const answer = await target.connector.call('POST', '/v1/uploads', body);
    expect(answer.status).toBe(400);
    expect((answer.json as { errors: unknown[] }).errors.length).toBeLessThanOrEqual(100);
  });
});

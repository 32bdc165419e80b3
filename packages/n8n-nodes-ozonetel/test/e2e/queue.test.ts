import { CHECKS } from './faults/checks';
import { FaultWorld } from './faults/fault-world';
import type { World } from './harness/world';
import { describeRegistration } from './queue/registration';
import { describeRestart } from './queue/restart';
import { describeResume } from './queue/resume';
import { describeRejected } from './rejected';
import { describeTool } from './tool';

declare const N8N_MANIFEST_FOLDER: string;

/** A first run brings n8n from the registry. */
const START_LIMIT_MS = 15 * 60_000;
const CHECK_LIMIT_MS = 5 * 60_000;

let faults: FaultWorld;

beforeAll(async () => {
  faults = await FaultWorld.start(N8N_MANIFEST_FOLDER, 'queue');
}, START_LIMIT_MS);
// n8n ends its processes without Redis; whoever runs them starts them again.
beforeEach(() => faults.ready(), CHECK_LIMIT_MS);
afterAll(() => faults.close());

const IN_QUEUE_MODE = CHECKS.filter(({ modes, restarts }) => modes.includes('queue') && restarts !== true);
const theWorld = (): World => faults.world;

describe('n8n in queue mode', () => {
  describe('the output Left Out', () => describeRejected(theWorld));
  describe('as a tool', () => describeTool(theWorld));
  describe('a workflow that waits', () => describeResume(() => faults));
  describe('a restart', () => describeRestart(() => faults));
  describe('registration of a trigger', () => describeRegistration(() => faults));
  describe.each(IN_QUEUE_MODE)('$title', (check) => {
    it(
      `loses none of the ${check.of}${check.mayDouble === true ? '' : ', and doubles none'}`,
      async () => {
        // `npm run bench -- n8n-faults` injects each forty times.
        const times = check.timesInSuite ?? 1;
        const tally = await check.run(faults, times);
        expect(tally).toMatchObject({ injected: times, lost: 0 });
        if (check.mayDouble !== true) expect(tally.duplicated).toBe(0);
        if (check.endsExecutions !== true) expect(tally.failed).toBe(0);
      },
      CHECK_LIMIT_MS,
    );
  });
});

import { describeCredentials } from './credentials';
import { describeErrors } from './errors';
import { describeExamples } from './examples';
import { describeNewNode } from './new-node';
import { describeOperations } from './operations';
import { describeRejected } from './rejected';
import { describeSecrets } from './secrets';
import { describeTool } from './tool';
import { describeTrigger } from './trigger';
import { describeTriggerEvents } from './trigger-events';
import { describeNextMinute, startMinuteWaits, type MinuteWaits } from './next-minute';
import { describeCalls } from './wait-calls';
import { describeWait, type SlowWaits, startSlowWaits } from './wait';
import { SingleProcess } from './harness/single-process';
import { World } from './harness/world';

declare const N8N_MANIFEST_FOLDER: string;

/** A first run brings n8n from the registry. */
const START_LIMIT_MS = 15 * 60_000;

let world: World<SingleProcess>;
let slow: SlowWaits;
let minutes: MinuteWaits;

beforeAll(async () => {
  world = await World.start({
    manifestFolder: N8N_MANIFEST_FOLDER,
    deploy: (plan) => SingleProcess.create(plan),
  });
  // What waits for a minute, or for a limit of n8n, does so while all else runs.
  minutes = await startMinuteWaits(world);
  slow = await startSlowWaits(world);
}, START_LIMIT_MS);
afterAll(() => world.close());

const theWorld = (): World<SingleProcess> => world;

describe('credentials', () => describeCredentials(theWorld));
describe('operations and sources', () => describeOperations(theWorld));
describe('a new node', () => describeNewNode(theWorld));
describe('examples', () => describeExamples(theWorld));
describe('the output Left Out', () => describeRejected(theWorld));
describe('errors', () => describeErrors(theWorld));
describe('where this minute’s request is used', () => describeNextMinute(theWorld, () => minutes));
describe('as a tool', () => describeTool(theWorld));
describe('Wait for Outcome', () => describeWait(theWorld, () => slow));
describe('a call of a sleeping workflow', () => describeCalls(theWorld));
describe('Ozonetel Trigger', () => describeTrigger(theWorld));
describe('events at the Ozonetel Trigger', () => describeTriggerEvents(theWorld));
describe('what n8n keeps', () => describeSecrets(theWorld));

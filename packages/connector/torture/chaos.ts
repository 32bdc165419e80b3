import { setTimeout as sleep } from 'node:timers/promises';
import type { Dice } from './dice';
import type { Scene } from './scene';

/** What a storm has done so far. */
export interface Damage {
  kills: number;
  databaseStops: number;
}

/** The longest life of a connector that listens; one that starts is killed sooner or later in its start. */
const MAX_LIFE_MS = 1_500;
const MAX_START_MS = 900;
const KILLED_AT_START = 0.15;
/** On Postgres the database is stopped hard after every so many kills. */
const KILLS_PER_DATABASE_STOP = 8;
const MAX_OUTAGE_MS = 2_500;

/** Kills connectors at random moments, one at a time, and now and then the database under them. */
export async function rage(
  { fleet, fleetSize, database }: Pick<Scene, 'fleet' | 'fleetSize' | 'database'>,
  { kills, dice, damage }: { kills: number; dice: Dice; damage: Damage },
): Promise<void> {
  let last = 0;
  while (damage.kills < kills) {
    if (dice.happens(KILLED_AT_START)) await sleep(dice.below(MAX_START_MS));
    else {
      await fleet.untilUp();
      await sleep(dice.below(MAX_LIFE_MS));
      last = dice.below(fleetSize);
    }
    await fleet.kill(last);
    damage.kills += 1;
    if (database === undefined || damage.kills % KILLS_PER_DATABASE_STOP !== 0) continue;
    await fleet.untilUp();
    await database.stopHard();
    damage.databaseStops += 1;
    await sleep(dice.below(MAX_OUTAGE_MS));
    await database.start();
  }
}

/** One more kill each: whatever hangs on a fault of the storm does not hang any longer. */
export async function killEach(
  { fleet, fleetSize }: Pick<Scene, 'fleet' | 'fleetSize'>,
  damage: Damage,
): Promise<void> {
  for (let index = 0; index < fleetSize; index += 1) {
    await fleet.untilUp();
    await fleet.kill(index);
    damage.kills += 1;
  }
  await fleet.untilUp();
}

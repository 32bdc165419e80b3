import { setTimeout as sleep } from 'node:timers/promises';
import type { FreezingGate } from '../test/harness/freezing-gate';
import type { Dice } from './dice';
import type { Scene } from './scene';
import type { FullDisk } from './small-disk';

/** What a storm has done so far. */
export interface Damage {
  kills: number;
  databaseStops: number;
  fullDisks: number;
}

/** How often a storm does what takes longer than a kill. */
export interface Trials {
  /** Freezes between the commit of a send and its first byte, each longer than a lease. */
  readonly freezes: number;
  readonly fullDisks: number;
}

/** The longest life of a connector that listens; one that starts is killed sooner or later in its start. */
const MAX_LIFE_MS = 1_500;
const MAX_START_MS = 900;
const KILLED_AT_START = 0.15;
/** On Postgres the database is stopped hard after every so many kills. */
const KILLS_PER_DATABASE_STOP = 8;
const MAX_OUTAGE_MS = 2_500;
/** A lease is 30 s; on Postgres others look for broken sends every 15 s. */
const FROZEN_MS = 47_000;
/** So long is waited for a send that can be frozen. */
const FREEZE_PATIENCE_MS = 60_000;
const MAX_FULL_MS = 4_000;
const MIN_FULL_MS = 1_500;

type Stormed = Pick<Scene, 'fleet' | 'fleetSize' | 'database' | 'gate' | 'disk'>;

/**
 * Kills connectors at random moments, one at a time, and now and then the database under them; at even intervals
 * it freezes one that is about to send, and fills the disk.
 */
export async function rage(
  scene: Stormed,
  { kills, dice, damage, trials }: { kills: number; dice: Dice; damage: Damage; trials: Trials },
): Promise<void> {
  const { fleet, fleetSize, database } = scene;
  let last = 0;
  let freezes = 0;
  let freezing = Promise.resolve();
  while (damage.kills < kills) {
    if (isDue(freezes, trials.freezes, damage.kills / kills)) {
      freezes += 1;
      // Kills go on until one is caught: uploads come in step with them.
      freezing = freezeOne(scene.gate);
    }
    if (scene.gate.isFreezing()) await freezing;
    if (scene.disk !== undefined && isDue(damage.fullDisks, trials.fullDisks, damage.kills / kills)) {
      damage.fullDisks += 1;
      await fillDisk(scene, scene.disk, dice);
    }
    if (dice.happens(KILLED_AT_START)) await sleep(dice.below(MAX_START_MS));
    else {
      await fleet.untilUp();
      await sleep(dice.below(MAX_LIFE_MS));
      last = dice.below(fleetSize);
    }
    // One that was frozen meanwhile is to come back.
    if (scene.gate.isFreezing()) continue;
    await fleet.kill(last);
    damage.kills += 1;
    if (database === undefined || damage.kills % KILLS_PER_DATABASE_STOP !== 0) continue;
    await fleet.untilUp();
    await database.stopHard();
    damage.databaseStops += 1;
    await sleep(dice.below(MAX_OUTAGE_MS));
    await database.start();
  }
  await freezing;
}

/** Whether the next of so many, spread evenly over a storm, has come. */
function isDue(done: number, wanted: number, progress: number): boolean {
  return done < wanted && progress >= (done + 1) / (wanted + 1);
}

async function freezeOne(gate: FreezingGate): Promise<void> {
  const release = await gate.freezeNext(FREEZE_PATIENCE_MS);
  if (release === undefined) return;
  await sleep(FROZEN_MS);
  release();
}

async function fillDisk({ fleet, database }: Stormed, disk: FullDisk, dice: Dice): Promise<void> {
  await fleet.untilUp();
  await disk.fill();
  await sleep(MIN_FULL_MS + dice.below(MAX_FULL_MS - MIN_FULL_MS));
  await disk.free();
  await database?.revive();
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

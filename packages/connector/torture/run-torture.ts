import { setTimeout as sleep } from 'node:timers/promises';
import { isFinalState, type Upload } from '@ozonetel-bulk-upload/shared-types';
import type { Evidence, Placed } from './evidence';
import { killEach, rage, type Damage, type Trials } from './chaos';
import { createDice } from './dice';
import { drawUploads, type PlannedUpload } from './planned-uploads';
import { CALLBACK_TIMEOUT_MS, openScene, type Scene, type SceneOptions } from './scene';

export interface TortureOptions extends SceneOptions, Trials {
  readonly uploads: number;
  readonly kills: number;
  /** Called now and then with the progress. */
  readonly tell: (words: string) => void;
}

export interface TortureRun {
  readonly evidence: Evidence;
  readonly damage: Readonly<Damage>;
  /** Freezes that were wanted. */
  readonly freezes: number;
  /** Lives of connectors with their log on a full disk. */
  readonly fullLogs: number;
  /** Whether a disk could be filled. */
  readonly hasFullDisk: boolean;
  /** Milliseconds that the receivers were up and down. */
  readonly receiverTime: { readonly up: number; readonly down: number };
}

/** So much is ordered before the first kill; the rest while they go on. */
const ORDERED_AT_ONCE = 0.2;
/** By then everything is ordered; the last kills meet what waits. */
const ORDERED_BY = 0.85;
const LOOK_MS = 500;
const TELL_EVERY_MS = 10_000;
/** Leases of dead processes have to run out; what is not over by then is stuck. */
const MAX_CALM_MS = 240_000;

/**
 * Requests uploads while Ozonetel and the receivers fail and the connectors are killed, waits until calm has come,
 * and gives what all who took part have recorded.
 */
export async function runTorture(options: TortureOptions): Promise<TortureRun> {
  const plannedUploads = drawUploads(options.uploads, createDice(options.seed, 'orders'));
  const damage: Damage = { kills: 0, databaseStops: 0, fullDisks: 0 };
  const seenUnconfirmed = new Set<string>();
  const scene = await openScene(options);
  const telling = setInterval(
    () => options.tell(`${damage.kills} kills, ${damage.databaseStops} database stops`),
    TELL_EVERY_MS,
  );
  let evidence: Omit<Evidence, 'unwantedEnds'>;
  try {
    const watching = new AbortController();
    const [placed] = await Promise.all([
      uploadAll(scene, plannedUploads, () => damage.kills / options.kills),
      rage(scene, {
        kills: options.kills,
        dice: createDice(options.seed, 'chaos'),
        damage,
        trials: options,
      }).finally(() => watching.abort()),
      watchUnconfirmed(scene, seenUnconfirmed, watching.signal),
    ]);
    await scene.simulator.clearFaults();
    scene.receivers.forEach((receiver) => receiver.recover());
    await killEach(scene, damage);
    await untilCalm(scene, seenUnconfirmed);
    evidence = await collectEvidence(scene, placed, seenUnconfirmed);
  } finally {
    clearInterval(telling);
    await scene.close();
  }
  const receiverTime = { up: 0, down: 0 };
  for (const { time } of scene.receivers) {
    receiverTime.up += time.up;
    receiverTime.down += time.down;
  }
  return {
    evidence: { ...evidence, unwantedEnds: scene.fleet.unwantedEnds },
    damage,
    freezes: options.freezes,
    fullLogs: scene.fleet.fullLogs(),
    hasFullDisk: scene.disk !== undefined,
    receiverTime,
  };
}

/** Makes the planned uploads as the storm goes on, so that every kill meets some of them. */
async function uploadAll(
  { client, addresses }: Scene,
  plannedUploads: readonly PlannedUpload[],
  progress: () => number,
): Promise<Placed[]> {
  const placed: Promise<Placed>[] = [];
  for (const [index, planned] of plannedUploads.entries()) {
    const share = index / plannedUploads.length;
    const due = ((share - ORDERED_AT_ONCE) / (1 - ORDERED_AT_ONCE)) * ORDERED_BY;
    while (progress() < due) await sleep(LOOK_MS / 5);
    placed.push(client.place(planned, addresses));
  }
  return Promise.all(placed);
}

/** An upload may leave `unconfirmed` again: its event must have been sent all the same. */
async function watchUnconfirmed({ client }: Scene, seen: Set<string>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    note(await client.listUploads('&state=unconfirmed'), seen);
    await sleep(2 * LOOK_MS);
  }
}

function note(uploads: readonly Upload[], seen: Set<string>): void {
  for (const { id, state } of uploads) if (state === 'unconfirmed') seen.add(id);
}

/** Every upload at its end, every callback posted, every event delivered; or too long waited for that. */
async function untilCalm({ client, simulator }: Scene, seen: Set<string>): Promise<void> {
  const until = Date.now() + MAX_CALM_MS;
  while (Date.now() < until) {
    const uploads = await client.listUploads();
    note(uploads, seen);
    const { records } = await simulator.readLog();
    const isCalledBack = records.every(
      ({ isAccepted, callbacks }) =>
        !isAccepted ||
        (callbacks.length > 0 &&
          callbacks.every(({ isDropped, answeredAt }) => isDropped || answeredAt !== undefined)),
    );
    if (uploads.every(({ state }) => isFinalState(state)) && isCalledBack) {
      const deliveries = await client.listDeliveries();
      if (deliveries.every(({ state }) => state !== 'pending')) return;
    }
    await sleep(LOOK_MS);
  }
}

async function collectEvidence(
  { client, simulator, endpoints, tries, gate }: Scene,
  placed: readonly Placed[],
  seenUnconfirmed: ReadonlySet<string>,
): Promise<Omit<Evidence, 'unwantedEnds'>> {
  return {
    callbackTimeoutMs: CALLBACK_TIMEOUT_MS,
    placed,
    uploads: await client.listUploads(),
    seenUnconfirmed,
    ...(await simulator.readLog()),
    endpoints,
    tries,
    deliveries: await client.listDeliveries(),
    frozenSends: gate.frozen,
    faultAnswers: client.faultAnswers,
  };
}

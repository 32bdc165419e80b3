import { createHash } from 'node:crypto';
import { csvLine } from '@ozonetel-bulk-upload/shared-types';
import type { Dice } from './dice';

export const ACCOUNTS = 20;
export const CAMPAIGNS = 60;
/** So many campaigns are started and stopped, which makes Ozonetel refuse uploads in between. */
const RESTLESS_CAMPAIGNS = 10;

/** How the contacts are brought: inline, as a multipart part, behind a URL; a stop brings none. */
export type Source = 'contacts' | 'file' | 'url' | 'none';

/** What a client wants: one upload, which differs from all others in the bytes of its contact file. */
export interface PlannedUpload {
  readonly number: number;
  /** The `Idempotency-Key`. */
  readonly key: string;
  readonly username: string;
  readonly campaignName: string;
  readonly action?: 'start' | 'stop';
  readonly source: Source;
  readonly contacts: readonly { readonly PhoneNumber: string; readonly Name: string }[];
  /** Its check finds a row that cannot be called. */
  readonly isFaulty: boolean;
  readonly isNotified: boolean;
  /** The client asks again although it was answered: its own crash made it forget. */
  readonly isRepeated: boolean;
  /** The client cancels it at once. */
  readonly isCanceled: boolean;
}

export const usernameOf = (account: number): string => `user-${account}`;
export const apiKeyOf = (username: string): string => `vendor-key-of-${username}`;

/** A campaign and the account that owns it. */
export function campaignOf(campaign: number): { username: string; campaignName: string } {
  return { username: usernameOf(campaign % ACCOUNTS), campaignName: `campaign-${campaign}` };
}

export function drawUploads(count: number, dice: Dice): PlannedUpload[] {
  return Array.from({ length: count }, (_, number) => drawUpload(number, dice));
}

function drawUpload(number: number, dice: Dice): PlannedUpload {
  const campaign = dice.below(CAMPAIGNS);
  const action = campaign < RESTLESS_CAMPAIGNS ? drawAction(dice) : undefined;
  const isStop = action === 'stop';
  const isFaulty = !isStop && dice.happens(0.04);
  return {
    number,
    key: `upload-${number}`,
    ...campaignOf(campaign),
    ...(action === undefined ? {} : { action }),
    source: isStop ? 'none' : dice.pick(['contacts', 'file', 'url']),
    contacts: isStop ? [] : drawContacts(number, isFaulty, dice),
    isFaulty,
    isNotified: dice.happens(0.5),
    isRepeated: dice.happens(0.15),
    isCanceled: dice.happens(0.05),
  };
}

function drawAction(dice: Dice): PlannedUpload['action'] {
  if (dice.happens(0.25)) return 'start';
  return dice.happens(0.35) ? 'stop' : undefined;
}

/** Mostly a few rows; now and then so many that a send takes its time. */
function drawContacts(number: number, isFaulty: boolean, dice: Dice): PlannedUpload['contacts'] {
  const rows = dice.happens(0.1) ? 1_000 + dice.below(2_000) : 1 + dice.below(5);
  return Array.from({ length: rows }, (_, row) => ({
    PhoneNumber: isFaulty && row === 0 ? 'unknown' : String(6_000_000_000 + number * 10_000 + row),
    Name: `contact ${number}`,
  }));
}

/** The contact file as the connector writes it from inline contacts; brought as a file it is sent as it is. */
export function csvOf({ contacts }: PlannedUpload): string {
  const lines = contacts.map(({ PhoneNumber, Name }) => csvLine([PhoneNumber, Name]));
  return csvLine(['PhoneNumber', 'Name']) + lines.join('');
}

/** Hex, as the simulator's log has it. */
export function digestOf(planned: PlannedUpload): string {
  return createHash('sha256').update(csvOf(planned)).digest('hex');
}

import { beginningOf, type UploadState } from '@ozonetel-bulk-upload/shared-types';
import type { UploadRow } from './schema';

/** What Ozonetel replied to a request of the upload. The text may name people. */
export interface HistoryReply {
  readonly code: string;
  readonly message: string;
}

/** One step of an upload, in the column `history_json`, which is written with the change itself. */
export type HistoryEntry = { readonly at: number } & (
  { readonly state: UploadState } | { readonly reply: HistoryReply }
);

/** An upload may be refused thirty times, and has three entries for each. */
const MAX_ENTRIES = 120;
const MAX_MESSAGE_CHARACTERS = 1_000;

export function readHistory(json: string | null): HistoryEntry[] {
  return json === null ? [] : (JSON.parse(json) as HistoryEntry[]);
}

/** The column with one more entry. Of too many the first stays: it says when the upload came. */
export function appendHistory(json: string | null, entry: HistoryEntry): string {
  const entries = [...readHistory(json), shorten(entry)];
  const kept = entries.length > MAX_ENTRIES ? [...entries.slice(0, 1), ...entries.slice(2)] : entries;
  return JSON.stringify(kept);
}

/** The column of an upload whose state becomes `state`. */
export function withState(
  { state: before, history_json: json }: UploadRow,
  state: UploadState | undefined,
  at: number,
): string | null {
  return state === undefined || state === before ? json : appendHistory(json, { at, state });
}

/** The column without texts. */
export function withoutMessages(json: string | null): string | null {
  if (json === null) return null;
  const entries = readHistory(json).map((entry) =>
    'reply' in entry ? { at: entry.at, reply: { code: entry.reply.code, message: '' } } : entry,
  );
  return JSON.stringify(entries);
}

function shorten(entry: HistoryEntry): HistoryEntry {
  if (!('reply' in entry)) return entry;
  const { code, message } = entry.reply;
  return { at: entry.at, reply: { code, message: beginningOf(message, MAX_MESSAGE_CHARACTERS) } };
}

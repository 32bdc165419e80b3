import { createDraft, type CorrectedRow, type Draft, type Edit, type FilePrint, type Source } from './draft';
import { forgetTyped } from './keep-typed';
import { parse, store } from './tab-storage';

/*
 * A draft survives a reload in the tab's sessionStorage, which ends with the tab: choices, corrections, the cell that is
 * being changed, and a file that is small enough. No API key is kept, and nothing with a phone number outlives the tab.
 */

const CHOICES = 'upload.choices';
const CORRECTIONS = 'upload.corrections';
const FILE = 'upload.file';
const EDIT = 'upload.edit';

/** Base64 of two megabytes stays below the 5 million characters that browsers keep for a tab. */
export const KEPT_FILE_BYTES = 2 * 1024 * 1024;

type KeptSource = { kind: 'link'; url: string } | { kind: 'file'; print: FilePrint; type: string };

interface KeptChoices extends Omit<Draft, 'account' | 'source' | 'corrected' | 'headers' | 'version'> {
  readonly account?: { kind: 'stored'; name: string } | { kind: 'typed'; username: string };
  readonly source?: KeptSource;
}

interface KeptCorrections {
  readonly headers: readonly string[];
  readonly version: number;
  readonly rows: readonly CorrectedRow[];
}

/** @param print of the draft's file, as far as it is known */
export function keepDraft(storage: Storage, draft: Draft, print: FilePrint | undefined): void {
  const { account, source, corrected, headers, version, ...choices } = draft;
  const kept: KeptChoices = {
    ...choices,
    ...(account === undefined ? {} : { account: withoutKey(account) }),
    ...keptSource(source, print),
  };
  store(storage, CHOICES, JSON.stringify(kept));
  const corrections: KeptCorrections = { headers, version, rows: [...corrected.values()] };
  if (corrected.size === 0) storage.removeItem(CORRECTIONS);
  else store(storage, CORRECTIONS, JSON.stringify(corrections));
}

function withoutKey(account: NonNullable<Draft['account']>): NonNullable<KeptChoices['account']> {
  return account.kind === 'stored' ? account : { kind: 'typed', username: account.username };
}

function keptSource(source: Source | undefined, print: FilePrint | undefined): { source?: KeptSource } {
  if (source === undefined) return {};
  if (source.kind === 'link') return { source };
  const known = source.kind === 'missing' ? source.print : print;
  if (known === undefined) return {};
  return { source: { kind: 'file', print: known, type: source.kind === 'file' ? source.file.type : '' } };
}

/**
 * Keeps the content of a file.
 * @returns false if it is too large for the tab's storage
 */
export async function keepFile(storage: Storage, file: File): Promise<boolean> {
  storage.removeItem(FILE);
  if (file.size > KEPT_FILE_BYTES) return false;
  return store(storage, FILE, await readBase64(file));
}

/** Keeps what is typed into a cell, before it is a correction. @param edit undefined once the cell is left */
export function keepEdit(storage: Storage, edit: Edit | undefined): void {
  if (edit === undefined) storage.removeItem(EDIT);
  else store(storage, EDIT, JSON.stringify(edit));
}

export function forgetDraft(storage: Storage): void {
  for (const key of [CHOICES, CORRECTIONS, FILE, EDIT]) storage.removeItem(key);
  forgetTyped(storage);
}

/** The draft that the tab has kept; undefined if there is none. */
export function recallDraft(storage: Storage): Draft | undefined {
  const choices = parse(storage.getItem(CHOICES)) as KeptChoices | undefined;
  if (choices === undefined) return undefined;
  const { account, source, ...others } = choices;
  const corrections = parse(storage.getItem(CORRECTIONS)) as KeptCorrections | undefined;
  return {
    ...createDraft(),
    ...others,
    account: account?.kind === 'typed' ? { ...account, apiKey: '' } : account,
    source: source?.kind === 'file' ? recallFile(storage, source) : source,
    headers: corrections?.headers ?? [],
    version: corrections?.version ?? 0,
    corrected: new Map(corrections?.rows.map((row) => [row.row, row])),
  };
}

/** Of the file that the kept draft has. */
export function recallPrint(storage: Storage): FilePrint | undefined {
  const choices = parse(storage.getItem(CHOICES)) as KeptChoices | undefined;
  return choices?.source?.kind === 'file' ? choices.source.print : undefined;
}

/** The change of a cell that a reload interrupted. */
export function recallEdit(storage: Storage): Edit | undefined {
  return parse(storage.getItem(EDIT)) as Edit | undefined;
}

/** Whether the tab has kept contacts that are not in a campaign yet. */
export function hasKeptContacts(storage: Storage): boolean {
  const choices = parse(storage.getItem(CHOICES)) as KeptChoices | undefined;
  return choices?.source !== undefined;
}

function recallFile(storage: Storage, { print, type }: Extract<KeptSource, { kind: 'file' }>): Source {
  const content = storage.getItem(FILE);
  if (content === null) return { kind: 'missing', print };
  const bytes = Uint8Array.from(atob(content), (character) => character.charCodeAt(0));
  if (bytes.length !== print.size) return { kind: 'missing', print };
  return { kind: 'file', file: new File([bytes], print.name, { type }) };
}

async function readBase64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const SLICE = 0x8000;
  let binary = '';
  for (let at = 0; at < bytes.length; at += SLICE)
    binary += String.fromCharCode(...bytes.subarray(at, at + SLICE));
  return btoa(binary);
}

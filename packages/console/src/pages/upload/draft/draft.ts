import { createIdempotencyKey } from '../../../one-upload/idempotency-key';

/** A file that was dropped or chosen, or the text of cells that were pasted, as a file. */
export interface FileSource {
  readonly kind: 'file';
  readonly file: File;
}

export interface LinkSource {
  readonly kind: 'link';
  readonly url: string;
}

/** A file that a reload took away, as it was too large for the tab's storage: the user has to choose it again. */
export interface MissingSource {
  readonly kind: 'missing';
  readonly print: FilePrint;
}

export type Source = FileSource | LinkSource | MissingSource;

/** Identifies a file, so that another one under its name is noticed. */
export interface FilePrint {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 of the SHA-256 of each mebibyte, hex; left out where the browser does not compute it (a page without TLS). */
  readonly hash?: string;
}

export type AccountChoice =
  | { readonly kind: 'stored'; readonly name: string }
  | { readonly kind: 'typed'; readonly username: string; readonly apiKey: string };

/** A row that the user has changed. */
export interface CorrectedRow {
  readonly row: number;
  readonly line: string;
  /** Why it was left out before it was changed. */
  readonly reason: string;
  /** Its cells as the file has them. */
  readonly cells: readonly string[];
  /** Column → new text of its cell. */
  readonly edits: Readonly<Record<number, string>>;
  /** The version of the draft that changed it last: the result of a check of an earlier one does not include it. */
  readonly version: number;
}

export type CampaignType = 'none' | 'agentwise' | 'skillwise';

/** The result of the last attempt to give the contacts to the connector. */
export interface LastTry {
  /** Of the upload. */
  readonly id: string;
  readonly kind: 'info' | 'warning' | 'error';
  /** In a word or two. */
  readonly title: string;
  readonly sentence: string;
  readonly next?: string;
}

/** What the user has chosen and entered for one upload, until its contacts are in the campaign. */
export interface Draft {
  readonly account: AccountChoice | undefined;
  readonly campaignName: string;
  readonly campaignType: CampaignType;
  readonly source: Source | undefined;
  /** Header in the file → header for Ozonetel, where the user has chosen one. */
  readonly columns: Readonly<Record<string, string>>;
  /** Headers of the file, once a check has listed its rows: what the columns of `corrected` are. */
  readonly headers: readonly string[];
  /** Row → what was changed in it. */
  readonly corrected: ReadonlyMap<number, CorrectedRow>;
  /** Counts the changes of `corrected`. */
  readonly version: number;
  /** Whether rows with problems stay behind; otherwise they keep the upload back. */
  readonly leavesOut: boolean;
  readonly dropsDuplicates: boolean;
  readonly dropsHidden: boolean;
  readonly splits: boolean;
  /** The same for each try to send this draft as it is, so that no try makes a second upload. */
  readonly idempotencyKey: string;
  /** The upload that the connector made of it; undefined while the user works on it. */
  readonly sentAs: string | undefined;
  /** Why the user works on it again. */
  readonly lastTry: LastTry | undefined;
}

export function createDraft(): Draft {
  return {
    account: undefined,
    campaignName: '',
    campaignType: 'none',
    source: undefined,
    columns: {},
    headers: [],
    corrected: new Map(),
    version: 0,
    leavesOut: true,
    dropsDuplicates: true,
    dropsHidden: false,
    splits: false,
    idempotencyKey: createIdempotencyKey(),
    sentAs: undefined,
    lastTry: undefined,
  };
}

/** The draft with some of it changed: another request, and so another key. */
export function changeDraft(draft: Draft, change: Partial<Omit<Draft, 'idempotencyKey'>>): Draft {
  return { ...draft, ...change, idempotencyKey: createIdempotencyKey() };
}

/** The draft with other contacts: what was corrected in the ones before is gone. */
export function replaceSource(draft: Draft, source: Source | undefined): Draft {
  return changeDraft(draft, {
    source,
    headers: [],
    corrected: new Map(),
    splits: false,
    sentAs: undefined,
    lastTry: undefined,
  });
}

/** The draft that has become an upload. It is kept: what is refused or only checked can be sent again. */
export function markSent(draft: Draft, id: string): Draft {
  return changeDraft(draft, { sentAs: id, lastTry: undefined });
}

/** The draft to work on again. @param lastTry how the last attempt to send it ended */
export function takeBack(draft: Draft, lastTry: LastTry): Draft {
  return changeDraft(draft, { sentAs: undefined, lastTry });
}

/** A cell with another text. */
export interface Edit {
  readonly row: Pick<CorrectedRow, 'row' | 'line' | 'reason' | 'cells'>;
  readonly column: number;
  readonly value: string;
  readonly headers: readonly string[];
}

/** The draft with a cell changed. A cell that is as the file has it is no correction. */
export function editCell(draft: Draft, { row, column, value, headers }: Edit): Draft {
  const before = draft.corrected.get(row.row);
  const cells = before?.cells ?? row.cells;
  const edits: Record<number, string> = { ...before?.edits, [column]: value };
  const version = draft.version + 1;
  const kept = Object.entries(edits).filter(([at, text]) => (cells[Number(at)] ?? '') !== text);
  const corrected = new Map(draft.corrected);
  const next = {
    ...row,
    reason: before?.reason ?? row.reason,
    cells,
    edits: Object.fromEntries(kept),
    version,
  };
  corrected.set(row.row, next);
  return changeDraft(draft, { corrected, version, headers });
}

/** What the connector has to change in the file. */
export function listCorrections({ corrected }: Pick<Draft, 'corrected'>): Correction[] {
  return [...corrected.values()].flatMap(({ row, edits }) =>
    Object.entries(edits).map(([column, value]) => ({ row, column: Number(column) + 1, value })),
  );
}

export interface Correction {
  readonly row: number;
  /** Its place in the file, from 1: not every column has a name, and not every cell is below one. */
  readonly column: number;
  readonly value: string;
}

/** How many cells differ from the file. */
export function countCorrections({ corrected }: Draft): number {
  return [...corrected.values()].reduce((count, { edits }) => count + Object.keys(edits).length, 0);
}

import {
  createDraft,
  editCell,
  replaceSource,
  type Draft,
  type Edit,
  type FilePrint,
  type Source,
} from './draft';
import { isSameFile, printOf } from './file-print';
import {
  forgetDraft,
  keepDraft,
  keepEdit,
  keepFile,
  recallDraft,
  recallEdit,
  recallPrint,
} from './keep-draft';

/** Milliseconds without a change after which the draft is kept; leaving the page keeps it at once. */
const KEEP_AFTER_MS = 300;

/**
 * The draft of this tab. It is not part of a component, so that it outlives a look at another page, and is kept in the
 * tab's storage, so that it outlives a reload.
 */
export class DraftStore {
  #draft: Draft;
  #print: FilePrint | undefined;
  /** Counts the contacts that were given: reading a large file takes a while, and another may have come meanwhile. */
  #given = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly #listeners = new Set<() => void>();

  constructor(private readonly storage: Storage) {
    this.#draft = recallDraft(storage) ?? createDraft();
    this.#print = recallPrint(storage);
    const edit = recallEdit(storage);
    // Leaving the field keeps what was typed, and so does leaving the page.
    if (edit !== undefined) this.edit(edit);
  }

  readonly get = (): Draft => this.#draft;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly update = (change: (draft: Draft) => Draft): void => {
    this.#draft = change(this.#draft);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.keep, KEEP_AFTER_MS);
    for (const listener of this.#listeners) listener();
  };

  /** Changes a cell. */
  readonly edit = (edit: Edit): void => {
    this.update((draft) => editCell(draft, edit));
    this.keep();
    this.type(undefined);
  };

  /** Takes note of what is typed into a cell. @param edit undefined once the cell is as it was */
  readonly type = (edit: Edit | undefined): void => {
    keepEdit(this.storage, edit);
  };

  /**
   * Takes other contacts. The file that a reload took away keeps what was corrected in it.
   * @returns whether that file was asked for and this is another one
   */
  async setSource(source: Source | undefined): Promise<boolean> {
    const { source: before } = this.#draft;
    this.#given += 1;
    this.type(undefined);
    const given = this.#given;
    if (source?.kind !== 'file') {
      this.#print = undefined;
      this.update((draft) => replaceSource(draft, source));
      this.keep();
      return false;
    }
    const print = await printOf(source.file);
    if (given !== this.#given) return false;
    const isAwaited = before?.kind === 'missing';
    const isSame = isAwaited && isSameFile(before.print, print);
    this.#print = print;
    this.update((draft) => (isSame ? { ...draft, source } : replaceSource(draft, source)));
    // At once: whether the tab has contacts is asked before a user is signed out.
    this.keep();
    await keepFile(this.storage, source.file);
    return isAwaited && !isSame;
  }

  /** Restarts with the same account, campaign and columns. */
  readonly reset = (): void => {
    const { account, campaignName, campaignType, columns } = this.#draft;
    forgetDraft(this.storage);
    this.#print = undefined;
    this.update(() => ({ ...createDraft(), account, campaignName, campaignType, columns }));
  };

  /** Forgets everything, for the next user of the browser. */
  readonly clear = (): void => {
    forgetDraft(this.storage);
    this.#print = undefined;
    this.#draft = createDraft();
    this.#forgetTimer();
    for (const listener of this.#listeners) listener();
  };

  /** Keeps what has changed since it was kept last. */
  readonly keepChanges = (): void => {
    if (this.#timer !== undefined) this.keep();
  };

  readonly keep = (): void => {
    this.#forgetTimer();
    keepDraft(this.storage, this.#draft, this.#print);
  };

  #forgetTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

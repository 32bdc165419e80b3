import { changeDraft, createDraft, editCell, type Draft } from '../../src/pages/upload/draft/draft';
import { DraftStore } from '../../src/pages/upload/draft/draft-store';
import { KEPT_FILE_BYTES } from '../../src/pages/upload/draft/keep-draft';
import { keepTyped } from '../../src/pages/upload/draft/keep-typed';
import { recallColumns, rememberColumns } from '../../src/pages/upload/draft/remembered-columns';
import { MemoryStorage } from './memory-storage';

const ROW = { row: 3, line: '5', reason: 'Bad.', cells: ['call me'] };

function correct(draft: Draft): Draft {
  return editCell(draft, { row: ROW, column: 0, value: '9876543210', headers: ['Phone'] });
}

/** What a reload makes of a store: another one on the same storage. */
function reload(store: DraftStore, storage: Storage): DraftStore {
  store.keepChanges();
  return new DraftStore(storage);
}

test('a reload keeps the file, the choices, the corrections and the idempotency key', async () => {
  const storage = new MemoryStorage();
  const store = new DraftStore(storage);
  store.update((draft) => changeDraft(draft, { campaignName: 'Diwali', dropsDuplicates: false }));
  await store.setSource({
    kind: 'file',
    file: new File(['Phone\ncall me é\n'], 'a.csv', { type: 'text/csv' }),
  });
  store.update(correct);
  const { source, ...draft } = reload(store, storage).get();
  expect({ ...draft, source: undefined }).toEqual({ ...store.get(), source: undefined });
  expect(source?.kind === 'file' && (await source.file.text())).toBe('Phone\ncall me é\n');
});

const EDIT = { row: ROW, column: 0, value: '98765', headers: ['Phone'] };

test('a reload while a cell is typed into makes a correction of what was typed, once', async () => {
  const storage = new MemoryStorage();
  const store = new DraftStore(storage);
  await store.setSource({ kind: 'file', file: new File(['Phone\ncall me\n'], 'a.csv') });
  store.type(EDIT);
  const after = reload(store, storage);
  expect(after.get().corrected.get(3)?.edits).toEqual({ 0: '98765' });
  after.update((draft) => changeDraft(draft, { corrected: new Map() }));
  const again = reload(after, storage).get();
  expect(again.corrected.size).toBe(0);
  expect(again.source?.kind).toBe('file');
});

test('what was typed into a cell and given up is not a correction after a reload', async () => {
  const storage = new MemoryStorage();
  const store = new DraftStore(storage);
  await store.setSource({ kind: 'file', file: new File(['Phone\ncall me\n'], 'a.csv') });
  store.type(EDIT);
  store.type(undefined);
  expect(reload(store, storage).get().corrected.size).toBe(0);
});

test('what was typed into a cell of one file does not come into the next', async () => {
  const storage = new MemoryStorage();
  const store = new DraftStore(storage);
  await store.setSource({ kind: 'file', file: new File(['Phone\ncall me\n'], 'a.csv') });
  store.type(EDIT);
  await store.setSource({ kind: 'file', file: new File(['Phone\nring me\n'], 'b.csv') });
  expect(reload(store, storage).get().corrected.size).toBe(0);
});

test('a reload asks again for a file that is too large to be kept, and the corrections wait for it', async () => {
  const storage = new MemoryStorage();
  const store = new DraftStore(storage);
  const file = new File([new Uint8Array(KEPT_FILE_BYTES + 1)], 'large.csv');
  await store.setSource({ kind: 'file', file });
  store.update(correct);
  const after = reload(store, storage);
  expect(after.get().source).toMatchObject({ kind: 'missing', print: { name: 'large.csv' } });
  expect(await after.setSource({ kind: 'file', file })).toBe(false);
  expect(after.get().corrected.size).toBe(1);
});

test('corrections do not apply to another file than the one that was asked for again', async () => {
  const storage = new MemoryStorage();
  const store = new DraftStore(storage);
  await store.setSource({ kind: 'file', file: new File([new Uint8Array(KEPT_FILE_BYTES + 1)], 'large.csv') });
  store.update(correct);
  const after = reload(store, storage);
  expect(await after.setSource({ kind: 'file', file: new File(['other'], 'large.csv') })).toBe(true);
  expect(after.get().corrected.size).toBe(0);
});

test('an API key that was typed is not kept in the browser', () => {
  const storage = new MemoryStorage();
  const store = new DraftStore(storage);
  const account = { kind: 'typed', username: 'acme', apiKey: 'the-secret' } as const;
  store.update((draft) => changeDraft(draft, { account }));
  store.keep();
  expect(storage.text()).not.toContain('the-secret');
  expect(new DraftStore(storage).get().account).toEqual({ kind: 'typed', username: 'acme', apiKey: '' });
});

test('a storage that is full loses nothing but what a reload would find', async () => {
  const storage = new MemoryStorage(100);
  const store = new DraftStore(storage);
  await store.setSource({ kind: 'file', file: new File(['x'.repeat(500)], 'a.csv') });
  store.keep();
  expect(store.get().source?.kind).toBe('file');
});

test('signing out leaves nothing of the draft in the tab', async () => {
  const storage = new MemoryStorage();
  const store = new DraftStore(storage);
  await store.setSource({ kind: 'file', file: new File(['Phone\n9876543210\n'], 'a.csv') });
  store.keep();
  keepTyped(storage, 'paste', '9876543210');
  store.type(EDIT);
  store.clear();
  expect(storage.length).toBe(0);
  expect(store.get()).toMatchObject({ ...createDraft(), idempotencyKey: expect.any(String) });
});

test('a campaign’s columns are remembered by their names', () => {
  const storage = new MemoryStorage();
  rememberColumns(storage, 'Diwali', { 'Mobile No': 'PhoneNumber' });
  expect(recallColumns(storage, 'Diwali')).toEqual({ 'Mobile No': 'PhoneNumber' });
  expect(recallColumns(storage, 'Holi')).toEqual({});
});

test('a phone number that stands where a header should is not remembered', () => {
  const storage = new MemoryStorage();
  rememberColumns(storage, 'Diwali', { '98765 43210': 'PhoneNumber', '٩٨٧٦٥٤٣٢١٠': 'Name' });
  expect(storage.text()).not.toMatch(/98765|٩٨٧/);
});

test('of two files that are given one right after the other, the second is the one', async () => {
  const store = new DraftStore(new MemoryStorage());
  const large = store.setSource({
    kind: 'file',
    file: new File([new Uint8Array(KEPT_FILE_BYTES)], 'large.csv'),
  });
  const small = store.setSource({ kind: 'file', file: new File(['Phone\n'], 'small.csv') });
  await Promise.all([large, small]);
  const { source } = store.get();
  expect(source?.kind === 'file' && source.file.name).toBe('small.csv');
});

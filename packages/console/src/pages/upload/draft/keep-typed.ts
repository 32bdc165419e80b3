import { store } from './tab-storage';

/** A text field whose text becomes contacts only with its button. */
export type TypedField = 'paste' | 'link';

const KEYS = { paste: 'upload.typed.paste', link: 'upload.typed.link' } as const satisfies Record<
  TypedField,
  string
>;

/** Keeps what is typed into a field, for a reload; it ends with the tab, as it may hold phone numbers. */
export function keepTyped(storage: Storage, field: TypedField, text: string): void {
  if (text === '') storage.removeItem(KEYS[field]);
  else store(storage, KEYS[field], text);
}

export function recallTyped(storage: Storage, field: TypedField): string {
  return storage.getItem(KEYS[field]) ?? '';
}

export function forgetTyped(storage: Storage): void {
  for (const key of Object.values(KEYS)) storage.removeItem(key);
}

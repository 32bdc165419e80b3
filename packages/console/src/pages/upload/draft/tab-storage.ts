/** Keeps a text for this tab. @returns false if the storage is full, or refused by the browser's settings */
export function store(storage: Storage, key: string, value: string): boolean {
  try {
    storage.setItem(key, value);
    return true;
  } catch {
    storage.removeItem(key);
    return false;
  }
}

/** What `store` was given; undefined if there is nothing. */
export function parse(json: string | null): unknown {
  if (json === null) return undefined;
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** Rows by key, as they will be after the transaction. */
export class IdentityMap<Row> {
  readonly #rows = new Map<string, Row>();
  readonly #changed = new Set<string>();

  has(key: string): boolean {
    return this.#rows.has(key);
  }

  get(key: string): Row | undefined {
    return this.#rows.get(key);
  }

  /** Keeps what was read first: it may have been changed since. */
  addIfAbsent(key: string, row: Row): Row {
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    this.#rows.set(key, row);
    return row;
  }

  change(key: string, row: Row): void {
    this.#rows.set(key, row);
    this.#changed.add(key);
  }

  takeChanged(): Row[] {
    const rows = [...this.#changed].sort().flatMap((key) => this.#rows.get(key) ?? []);
    this.#changed.clear();
    return rows;
  }
}

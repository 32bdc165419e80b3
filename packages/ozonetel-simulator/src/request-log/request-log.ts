import type { UploadRecord } from './upload-record';
import { findViolations, type Violations } from './violations';

/** Every request that the endpoint received, and its outcome. No API key, no contact, no callback URL. */
export class RequestLog {
  readonly #now: () => number;
  readonly #intervalMs: number;
  readonly #keptUploads: number;
  #records: UploadRecord[] = [];
  #received = 0;

  constructor({
    now,
    intervalMs,
    keptUploads,
  }: {
    now: () => number;
    intervalMs: number;
    keptUploads: number;
  }) {
    this.#now = now;
    this.#intervalMs = intervalMs;
    this.#keptUploads = keptUploads;
  }

  /** How many requests were received, the forgotten ones among them. */
  get received(): number {
    return this.#received;
  }

  /** The requests, in the order of arrival. */
  uploads(): readonly Readonly<UploadRecord>[] {
    return this.#records;
  }

  violations(): Violations {
    return findViolations(this.#records, this.#intervalMs, this.#now());
  }

  /** Opens the record of a request that is arriving. */
  open(): UploadRecord {
    this.#received += 1;
    const record: UploadRecord = {
      number: this.#received,
      receivedAt: this.time(),
      unknownFields: [],
      isAccepted: false,
      isLoaded: false,
      callbacks: [],
      faults: [],
    };
    this.#records.push(record);
    if (this.#records.length > this.#keptUploads) this.#records.shift();
    return record;
  }

  /** The time in the format of the records: ISO 8601. */
  time(): string {
    return new Date(this.#now()).toISOString();
  }
}

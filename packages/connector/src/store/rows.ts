import type { CompiledQuery, Insertable, Transaction } from 'kysely';
import { IdentityMap } from './identity-map';
import { excluded, insertsOf, type InsertedTable, type InsertInto } from './inserts';
import { appendHistory, withState, type HistoryReply } from './history';
import type {
  CallbackTable,
  DeliveryTable,
  EventTable,
  FileChunkTable,
  FileTable,
  PartRow,
  Schema,
  SendRow,
  SubscriptionRow,
  UploadRow,
  UploadTable,
} from './schema';
import type { Store } from './open-store';

const UPLOAD_COLUMNS = [
  'state',
  'counts_json',
  'problems_json',
  'notices_json',
  'outcome_json',
  'secrets_sealed',
  'notify_sealed',
  'limit_refusals',
  'attempts',
  'last_error',
  'next_attempt_at',
] as const;
/** Changed by this class alone. */
const KEPT_COLUMNS = ['history_json', 'texts_erased', 'updated_at'] as const;
const PART_COLUMNS = ['state', 'outcome_json'] as const;
const SEND_COLUMNS = ['sending', 'open', 'ended_at', 'callbacks'] as const;

/** Of chunks that wait to be written together. */
const MAX_CHUNK_BYTES = 1024 * 1024;

type Change<Row, Column extends keyof Row> = Partial<Pick<Row, Column>>;
export type UploadChange = Change<UploadRow, (typeof UPLOAD_COLUMNS)[number]>;
export type PartChange = Change<PartRow, (typeof PART_COLUMNS)[number]>;
export type SendChange = Change<SendRow, (typeof SEND_COLUMNS)[number]>;

/** A query of Kysely, or of `sql`, which is compiled for a database. */
interface Query<Row> {
  compile(db: Transaction<Schema>): CompiledQuery<Row>;
}

interface RowsOptions {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Locks what a query reads until the commit. */
  readonly lock: <Q extends { forUpdate(): Q }>(query: Q) => Q;
  readonly store: Pick<Store, 'run'>;
}

/**
 * The rows that one transaction works on: each is read and locked once, changed in memory, and written at the end
 * together with the others of its table. So a group of callbacks costs a few statements, not a dozen for each.
 * A query of one's own that has to see the changes comes after `write`.
 */
export class Rows {
  readonly #db: Transaction<Schema>;
  readonly #options: RowsOptions;
  readonly #uploads = new IdentityMap<UploadRow>();
  readonly #parts = new IdentityMap<PartRow>();
  readonly #sends = new IdentityMap<SendRow>();
  readonly #partsOf = new Map<string, number[]>();
  readonly #files: Insertable<FileTable>[] = [];
  readonly #chunks: Insertable<FileChunkTable>[] = [];
  readonly #newParts: PartRow[] = [];
  readonly #events: Insertable<EventTable>[] = [];
  readonly #deliveries: Insertable<DeliveryTable>[] = [];
  readonly #callbacks: Insertable<CallbackTable>[] = [];
  #subscriptions: SubscriptionRow[] | undefined;

  constructor(db: Transaction<Schema>, options: RowsOptions) {
    this.#db = db;
    this.#options = options;
  }

  async upload(id: string): Promise<UploadRow | undefined> {
    if (!this.#uploads.has(id)) await this.#readUploads([id]);
    return this.#uploads.get(id);
  }

  /** In their order. */
  async parts(uploadId: string): Promise<PartRow[]> {
    if (!this.#partsOf.has(uploadId)) await this.#readParts([uploadId]);
    const numbers = this.#partsOf.get(uploadId) ?? [];
    return numbers.flatMap((number) => this.#parts.get(partKey(uploadId, number)) ?? []);
  }

  async part(uploadId: string, number: number): Promise<PartRow | undefined> {
    return (await this.parts(uploadId)).find((part) => part.number === number);
  }

  async send(id: string): Promise<SendRow | undefined> {
    if (!this.#sends.has(id)) await this.#readSends('id', [id]);
    return this.#sends.get(id);
  }

  /** The sends of these tokens with their uploads and parts, all read together. */
  async sendsOfTokens(hashes: readonly string[]): Promise<ReadonlyMap<string, SendRow>> {
    const sends = await this.#readSendsWithUploads('token_hash', hashes);
    return new Map(sends.map((send) => [send.token_hash, send]));
  }

  /** Sends with their uploads and parts, all read together. */
  async sends(ids: readonly string[]): Promise<readonly SendRow[]> {
    return this.#readSendsWithUploads('id', ids);
  }

  async #readSendsWithUploads(
    column: 'id' | 'token_hash',
    values: readonly string[],
  ): Promise<readonly SendRow[]> {
    const sends = await this.#readSends(column, values);
    await this.loadUploads([...new Set(sends.map((send) => send.upload_id))]);
    return sends;
  }

  /** Reads uploads with their parts, with one statement each. */
  async loadUploads(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#readUploads(ids);
    await this.#readParts(ids);
  }

  /** Those that have not ended. */
  async subscriptions(): Promise<readonly SubscriptionRow[]> {
    this.#subscriptions ??= await this.run('subscriptions', [], () =>
      this.#db.selectFrom('subscription').selectAll().where('ended_at', 'is', null),
    );
    return this.#subscriptions;
  }

  /** Runs a query in the transaction of these rows, as the store runs a statement. */
  async run<Row>(name: string, parameters: readonly unknown[], query: () => Query<Row>): Promise<Row[]> {
    return this.#options.store.run(this.#db, name, parameters, () => query().compile(this.#db));
  }

  /** @param rows all with the same columns */
  async insertUploads(rows: readonly Insertable<UploadTable>[]): Promise<void> {
    if (rows.length === 0) return;
    const parameters = rows.flatMap((row) => Object.values(row));
    const uploads = await this.run('new uploads', parameters, () =>
      this.#db.insertInto('upload').values(rows).returningAll(),
    );
    for (const upload of uploads) this.#uploads.addIfAbsent(upload.id, upload);
  }

  async changeUpload(id: string, change: UploadChange): Promise<void> {
    const upload = await this.upload(id);
    if (upload === undefined) return;
    this.#uploads.change(id, {
      ...upload,
      ...change,
      history_json: withState(upload, change.state, this.#options.now),
      texts_erased: 0,
      updated_at: this.#options.now,
    });
  }

  /** Keeps what Ozonetel replied beside the states of the upload. */
  async addReply(id: string, reply: HistoryReply): Promise<void> {
    const upload = await this.upload(id);
    if (upload === undefined) return;
    const history_json = appendHistory(upload.history_json, { at: this.#options.now, reply });
    this.#uploads.change(id, { ...upload, history_json });
  }

  async changePart(uploadId: string, number: number, change: PartChange): Promise<void> {
    const part = await this.part(uploadId, number);
    if (part !== undefined) this.#parts.change(partKey(uploadId, number), { ...part, ...change });
  }

  async changeSend(id: string, change: SendChange): Promise<void> {
    const send = await this.send(id);
    if (send !== undefined) this.#sends.change(id, { ...send, ...change });
  }

  /** A file that has one chunk. */
  async addFile(file: Insertable<FileTable>, chunk: Insertable<FileChunkTable>): Promise<void> {
    this.#files.push(file);
    this.#chunks.push(chunk);
    const bytes = this.#chunks.reduce((sum, { bytes: { length } }) => sum + length, 0);
    if (bytes > MAX_CHUNK_BYTES) await this.#writeFiles();
  }

  /** The parts of an upload that has none yet. */
  addParts(uploadId: string, parts: readonly Omit<PartRow, 'upload_id' | 'outcome_json'>[]): void {
    const rows = parts.map((part) => ({ ...part, upload_id: uploadId, outcome_json: null }));
    for (const row of rows) this.#parts.addIfAbsent(partKey(uploadId, row.number), row);
    this.#partsOf.set(
      uploadId,
      rows.map(({ number }) => number),
    );
    this.#newParts.push(...rows);
  }

  addEvent(event: Insertable<EventTable>): void {
    this.#events.push(event);
  }

  addDelivery(delivery: Insertable<DeliveryTable>): void {
    this.#deliveries.push(delivery);
  }

  addCallback(callback: Insertable<CallbackTable>): void {
    this.#callbacks.push(callback);
  }

  /** @returns the ids of the uploads that have changed */
  async write(): Promise<string[]> {
    await this.#writeFiles();
    await this.insert('part', this.#newParts.splice(0));
    const uploads = this.#uploads.takeChanged();
    await this.#writeUploads(uploads);
    await this.#writeParts(this.#parts.takeChanged());
    await this.#writeSends(this.#sends.takeChanged());
    await this.insert('event', this.#events.splice(0));
    await this.insert('delivery', this.#deliveries.splice(0));
    await this.insert('callback', this.#callbacks.splice(0));
    return uploads.map(({ id }) => id);
  }

  /** In the order of their ids, as everywhere, so that two transactions never wait for each other's rows. */
  async #readUploads(ids: readonly string[]): Promise<void> {
    const query = () => this.#db.selectFrom('upload').selectAll().where('id', 'in', ids).orderBy('id');
    const uploads = await this.run('uploads', ids, () => this.#options.lock(query()));
    for (const upload of uploads) this.#uploads.addIfAbsent(upload.id, upload);
  }

  /** Not locked: a transaction that changes a part locks its upload. */
  async #readParts(uploadIds: readonly string[]): Promise<void> {
    const parts = await this.run('parts', uploadIds, () =>
      this.#db.selectFrom('part').selectAll().where('upload_id', 'in', uploadIds).orderBy('number'),
    );
    for (const { upload_id: id } of parts) this.#partsOf.set(id, []);
    for (const part of parts) {
      this.#parts.addIfAbsent(partKey(part.upload_id, part.number), part);
      this.#partsOf.get(part.upload_id)?.push(part.number);
    }
  }

  async #readSends(column: 'id' | 'token_hash', values: readonly string[]): Promise<SendRow[]> {
    const query = () => this.#db.selectFrom('send').selectAll().where(column, 'in', values).orderBy('id');
    const sends = await this.run(`sends by ${column}`, values, () => this.#options.lock(query()));
    return sends.map((send) => this.#sends.addIfAbsent(send.id, send));
  }

  async #writeFiles(): Promise<void> {
    await this.insert('file', this.#files.splice(0));
    await this.insert('file_chunk', this.#chunks.splice(0));
  }

  // The rows exist: each of these inserts updates many of them in one statement, on either database.

  async #writeUploads(rows: readonly UploadRow[]): Promise<void> {
    await this.insert('upload', rows, (insert) =>
      insert.onConflict((conflict) =>
        conflict.column('id').doUpdateSet(excluded([...UPLOAD_COLUMNS, ...KEPT_COLUMNS])),
      ),
    );
  }

  async #writeParts(rows: readonly PartRow[]): Promise<void> {
    await this.insert('part', rows, (insert) =>
      insert.onConflict((conflict) =>
        conflict.columns(['upload_id', 'number']).doUpdateSet(excluded(PART_COLUMNS)),
      ),
    );
  }

  async #writeSends(rows: readonly SendRow[]): Promise<void> {
    await this.insert('send', rows, (insert) =>
      insert.onConflict((conflict) => conflict.column('id').doUpdateSet(excluded(SEND_COLUMNS))),
    );
  }

  /** Many rows, each with the columns of the first. @param complete what the statement is besides */
  async insert<Table extends InsertedTable>(
    table: Table,
    rows: readonly Insertable<Schema[Table]>[],
    complete?: (insert: InsertInto<Table>) => InsertInto<Table>,
  ): Promise<void> {
    for (const { name, parameters, query } of insertsOf(this.#db, table, rows, complete))
      await this.run(name, parameters, query);
  }
}

const partKey = (uploadId: string, number: number) => `${uploadId} ${number}`;

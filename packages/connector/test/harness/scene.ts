import type { AccountCredentials, Upload, UploadRequestInput } from '@ozonetel-bulk-upload/shared-types';
import { Kysely, PostgresDialect, SqliteDialect } from 'kysely';
import SqliteDatabase from 'better-sqlite3';
import { Pool } from 'pg';
import type { Schema } from '../../src/store/schema';
import { makeDatabase, type DatabaseKind } from './databases';
import { startReceiver, type Receiver } from './receiver';
import { startTestConnector, type TestConnector } from './test-connector';
import { startVendor, type Vendor } from './vendor';

export const CONTACTS = [{ PhoneNumber: '+91 98765 43210', Name: 'Asha' }];

/** With an account that is not stored, unless the test says so. */
export type AccountUploadRequest = UploadRequestInput & { readonly account: AccountCredentials };

/** A connector between a scripted vendor and a receiver of events, over a database of its own. */
export interface Scene {
  readonly kind: DatabaseKind;
  readonly vendor: Vendor;
  readonly receiver: Receiver;
  readonly databaseUrl: string;
  readonly connector: TestConnector;
  /** A request of an account of the test's own, so that tests share no slot. */
  newRequest(change?: Partial<UploadRequestInput>): AccountUploadRequest;
  /** Uploads and waits for the request to have come to the vendor. */
  send(
    change?: Partial<UploadRequestInput>,
  ): Promise<{ upload: Upload; request: Vendor['requests'][number] }>;
  get(id: string): Promise<Upload>;
  /** Requests that came to the vendor for a user. */
  sentTo(username: string): Vendor['requests'];
  stop(): Promise<void>;
  start(env?: Record<string, string>): Promise<void>;
  close(): Promise<void>;
}

export interface SceneOptions {
  readonly env?: Record<string, string>;
  readonly clock?: () => number;
}

let accounts = 0;

export const account = (username: string) => ({ username, apiKey: `vendor-key-of-${username}` });

export async function openScene(kind: DatabaseKind, { env = {}, clock }: SceneOptions = {}): Promise<Scene> {
  const vendor = await startVendor();
  const receiver = await startReceiver();
  const database = await makeDatabase(kind);
  const start = (more: Record<string, string> = {}) =>
    startTestConnector(
      { DATABASE_URL: database.url, OZONETEL_UPLOAD_URL: vendor.url, ...env, ...more },
      clock === undefined ? {} : { clock },
    );
  let connector: TestConnector | undefined = await start();
  const running = (): TestConnector => {
    if (connector === undefined) throw new Error('the connector of this scene is stopped');
    return connector;
  };
  const newRequest: Scene['newRequest'] = (change = {}) => {
    accounts += 1;
    const account = { username: `user-${accounts}`, apiKey: `vendor-key-of-user-${accounts}` };
    const contacts = change.action === 'stop' || change.file !== undefined ? {} : { contacts: CONTACTS };
    return { account, campaignName: 'Diwali', ...contacts, ...change } as AccountUploadRequest;
  };
  return {
    kind,
    vendor,
    receiver,
    databaseUrl: database.url,
    get connector() {
      return running();
    },
    newRequest,
    async send(change) {
      const asked = newRequest(change);
      const ofAccount = () =>
        vendor.requests.filter(({ fields }) => fields['username'] === asked.account.username);
      const before = ofAccount().length;
      const upload = await running().upload(asked);
      while (ofAccount().length === before) await vendor.until(vendor.requests.length + 1);
      return { upload, request: ofAccount()[before]! };
    },
    get: async (id) => (await running().call('GET', `/v1/uploads/${id}`)).json as Upload,
    sentTo: (username) => vendor.requests.filter(({ fields }) => fields['username'] === username),
    async stop() {
      await connector?.stop();
      connector = undefined;
    },
    async start(more) {
      connector = await start(more);
    },
    async close() {
      await connector?.stop();
      await vendor.close();
      await receiver.close();
      await database.remove();
    },
  };
}

/** Looks into the database of a scene whose connector is stopped, or of one on Postgres. */
export async function withDatabase<T>(url: string, look: (db: Kysely<Schema>) => Promise<T>): Promise<T> {
  const dialect = url.startsWith('file:')
    ? new SqliteDialect({ database: new SqliteDatabase(url.slice('file:'.length)) })
    : new PostgresDialect({ pool: new Pool({ connectionString: url, max: 1 }) });
  const db = new Kysely<Schema>({ dialect });
  try {
    return await look(db);
  } finally {
    await db.destroy();
  }
}

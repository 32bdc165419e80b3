import type { Generated, Selectable } from 'kysely';
import type { DeliveryState, EventType, UploadState } from '@ozonetel-bulk-upload/shared-types';

/*
 * The tables, the same on SQLite and Postgres. Times are milliseconds since 1970; flags are 0 and 1;
 * columns named *_json hold JSON, *_sealed what `Sealer` made.
 */

export type SourceKind = 'url' | 'file' | 'contacts' | 'none';

export interface UploadTable {
  /** Order of acceptance. */
  seq: Generated<number>;
  id: string;
  state: UploadState;
  /** A user name at one upload URL, see `accountOf`. */
  account: string;
  username: string;
  upload_url: string;
  campaign_name: string;
  action: 'start' | 'stop' | null;
  dry_run: number;
  source: SourceKind;
  rules_json: string;
  /** `UploadSecrets`; erased at the final state. */
  secrets_sealed: string | null;
  /** `NotifyTarget`; erased when no event can follow. */
  notify_sealed: string | null;
  counts_json: string | null;
  problems_json: string | null;
  notices_json: string | null;
  outcome_json: string | null;
  /** How often Ozonetel said `Request limit exhausted`. */
  limit_refusals: Generated<number>;
  /** Tries of the present step that failed in a way that may pass. */
  attempts: Generated<number>;
  /** Why the last try of the present step failed, while it is being retried. */
  last_error: string | null;
  /** When the present step is tried again, where that is not a matter of the account's slot. */
  next_attempt_at: number | null;
  /** `HistoryEntry`s: its states, and what Ozonetel replied. Null: of a version that kept none. */
  history_json: string | null;
  idempotency_key: string | null;
  request_mac: string | null;
  /** 1 when the texts that may name people were removed for their age; any change of the row makes it 0. */
  texts_erased: Generated<number>;
  created_at: number;
  updated_at: number;
}

/** What is sent as one request: a whole contact file, one part of a split one, or the empty file of a stop. */
export interface PartTable {
  upload_id: string;
  number: number;
  account: string;
  campaign_name: string;
  action: 'start' | 'stop' | null;
  /** Order of acceptance of its upload. */
  upload_seq: number;
  state: UploadState;
  first_row: number;
  last_row: number;
  rows: number;
  format: 'csv' | 'xlsx';
  file_id: string | null;
  outcome_json: string | null;
}

/** One request to Ozonetel. */
export interface SendTable {
  id: string;
  upload_id: string;
  part_number: number;
  account: string;
  campaign_name: string;
  token_hash: string;
  /** 1 until the request ended: at most one of an account. */
  sending: number;
  /** 1 from the start until the outcome, never for a stop: at most one of an account and campaign. */
  open: number;
  /** While sending: the process is considered dead after this time. */
  lease_until: number;
  started_at: number;
  ended_at: number | null;
  /** Callbacks after this time find nothing. */
  token_expires_at: number;
  callbacks: Generated<number>;
}

export interface SendSlotTable {
  account: string;
  next_free: number;
}

/** A spooled file, in chunks: any replica can read it. */
export interface FileTable {
  id: string;
  upload_id: string | null;
  /** `json_contacts`: inline contacts that an older version accepted and that are to be made a source yet. */
  kind: 'source' | 'prepared' | 'rejected' | 'json_contacts';
  bytes: number;
  /** Of `createFileKey`: what its chunks are encrypted with. Null: an older version stored them in clear. */
  key_sealed: string | null;
  created_at: number;
}

export interface FileChunkTable {
  file_id: string;
  seq: number;
  bytes: Buffer;
}

export interface CallbackTable {
  seq: Generated<number>;
  send_id: string;
  received_at: number;
  content_type: string | null;
  /** The raw body, secrets redacted. */
  body: string;
  code: string;
  /** `conflict`: it says something else than the callback that settled the send. */
  effect: 'settled' | 'recorded' | 'repeated' | 'conflict';
}

export interface SubscriptionTable {
  id: string;
  url: string;
  /** Of url and filters: the same registration again finds the same row. */
  identity: string;
  secret_sealed: string;
  events_json: string | null;
  campaign_name: string | null;
  username: string | null;
  created_at: number;
  /** Set when it was deleted, or its URL answered 410. */
  ended_at: number | null;
  /** While its URL answers that no webhook is registered there. */
  paused_at: number | null;
  /** While it is paused: when a delivery is tried next. */
  probe_at: number | null;
}

export interface EventTable {
  id: string;
  upload_id: string;
  type: EventType;
  /** The bytes that are signed and posted, the same on every try. */
  body: string;
  created_at: number;
}

export interface DeliveryTable {
  seq: Generated<number>;
  id: string;
  event_id: string;
  upload_id: string;
  type: EventType;
  subscription_id: string | null;
  /** Its subscription, or the origin of a `notifyUrl`: deliveries wait for others of their lane alone. */
  lane: string;
  /** `DeliveryTarget`; erased when delivered. */
  target_sealed: string | null;
  state: DeliveryState;
  attempts: Generated<number>;
  next_attempt_at: number;
  /** While a try is under way: another replica may take over after this time. */
  lease_until: Generated<number>;
  last_status: number | null;
  last_error: string | null;
  /** `DeliveryAttempt`s, the last of them. */
  attempts_json: string | null;
  created_at: number;
}

/** An Ozonetel account that requests may name in the place of its user and key. */
export interface StoredAccountTable {
  /** Its name. */
  id: string;
  username: string;
  /** Null: OZONETEL_UPLOAD_URL, whatever that is. */
  upload_url: string | null;
  api_key_sealed: string;
  created_at: number;
  updated_at: number;
}

/** An `Idempotency-Key` whose upload was erased: the request must not count as a new one. */
export interface ErasedRequestTable {
  /** SHA-256 of the key, base64url. */
  key_hash: string;
  erased_at: number;
}

/** Job requests that wait: the embedded engine runs them from here, on Postgres pg-boss carries each. */
export interface JobTable {
  kind: string;
  key: string;
  run_at: number;
  /** Changes with every request for the job: a run removes only the request it has seen. */
  request: Generated<number>;
  /** Runs that failed in a row. */
  failures: Generated<number>;
}

/** One row, written to learn whether the database takes writes. */
export interface ReadinessTable {
  id: number;
  checked_at: number;
}

export interface Schema {
  upload: UploadTable;
  part: PartTable;
  send: SendTable;
  send_slot: SendSlotTable;
  file: FileTable;
  file_chunk: FileChunkTable;
  callback: CallbackTable;
  subscription: SubscriptionTable;
  event: EventTable;
  delivery: DeliveryTable;
  stored_account: StoredAccountTable;
  erased_request: ErasedRequestTable;
  job: JobTable;
  readiness: ReadinessTable;
}

export type UploadRow = Selectable<UploadTable>;
export type PartRow = Selectable<PartTable>;
export type SendRow = Selectable<SendTable>;
export type SubscriptionRow = Selectable<SubscriptionTable>;

import { sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Dialect } from '../dialect';

/** The tables of `schema.ts`. */
export function firstTables(dialect: Dialect): Migration {
  return {
    async up(db) {
      for (const statement of TABLES[dialect].split(';').filter((text) => text.trim() !== '')) {
        await sql.raw(statement).execute(db);
      }
    },
  };
}

const TABLES: Readonly<Record<Dialect, string>> = {
  sqlite: tables({ bytes: 'blob', sequence: 'integer primary key autoincrement' }),
  postgres: tables({ bytes: 'bytea', sequence: 'bigserial primary key' }),
};

function tables({ bytes, sequence }: { bytes: string; sequence: string }): string {
  return `
    create table upload (
      seq ${sequence},
      id text not null unique,
      state text not null,
      version bigint not null default 0,
      account text not null,
      username text not null,
      upload_url text not null,
      campaign_name text not null,
      action text,
      dry_run bigint not null,
      source text not null,
      rules_json text not null,
      secrets_sealed text,
      notify_sealed text,
      counts_json text,
      problems_json text,
      outcome_json text,
      limit_refusals bigint not null default 0,
      attempts bigint not null default 0,
      idempotency_key text unique,
      request_mac text,
      created_at bigint not null,
      updated_at bigint not null
    );
    create index upload_by_state on upload (state, seq);
    create index upload_by_campaign on upload (account, campaign_name, seq);

    create table part (
      upload_id text not null,
      number bigint not null,
      account text not null,
      campaign_name text not null,
      action text,
      upload_seq bigint not null,
      state text not null,
      first_row bigint not null,
      last_row bigint not null,
      rows bigint not null,
      format text not null,
      file_id text,
      outcome_json text,
      primary key (upload_id, number)
    );
    create index part_waiting on part (account, campaign_name, upload_seq, number) where state = 'waiting';

    create table send (
      id text primary key,
      upload_id text not null,
      part_number bigint not null,
      account text not null,
      campaign_name text not null,
      token_hash text not null unique,
      sending bigint not null,
      open bigint not null,
      lease_until bigint not null,
      started_at bigint not null,
      ended_at bigint,
      token_expires_at bigint not null,
      callbacks bigint not null default 0
    );
    create index send_by_upload on send (upload_id);
    create index send_by_turn on send (account, campaign_name, started_at);
    create index send_by_lease on send (lease_until) where sending = 1;
    create unique index one_send_of_an_account on send (account) where sending = 1;
    create unique index one_open_upload_of_a_campaign on send (account, campaign_name) where open = 1;

    create table send_slot (
      account text primary key,
      next_free bigint not null
    );

    create table file (
      id text primary key,
      upload_id text,
      kind text not null,
      name text not null,
      bytes bigint not null,
      created_at bigint not null
    );
    create index file_by_upload on file (upload_id);
    create table file_chunk (
      file_id text not null,
      seq bigint not null,
      bytes ${bytes} not null,
      primary key (file_id, seq)
    );

    create table callback (
      seq ${sequence},
      send_id text not null,
      received_at bigint not null,
      content_type text,
      body text not null,
      code text not null,
      effect text not null
    );
    create index callback_by_send on callback (send_id);

    create table subscription (
      id text primary key,
      url text not null,
      identity text not null,
      secret_sealed text not null,
      events_json text,
      campaign_name text,
      username text,
      created_at bigint not null,
      ended_at bigint
    );
    create unique index one_subscription_of_an_identity on subscription (identity) where ended_at is null;

    create table event (
      id text primary key,
      upload_id text not null,
      type text not null,
      body text not null,
      created_at bigint not null
    );
    create index event_by_upload on event (upload_id);

    create table delivery (
      seq ${sequence},
      id text not null unique,
      event_id text not null,
      upload_id text not null,
      type text not null,
      subscription_id text,
      lane text not null,
      target_sealed text,
      state text not null,
      attempts bigint not null default 0,
      next_attempt_at bigint not null,
      lease_until bigint not null default 0,
      last_status bigint,
      last_error text,
      created_at bigint not null
    );
    create index delivery_by_state on delivery (state, seq);
    create index delivery_by_event on delivery (event_id);
    create index delivery_due on delivery (lane, next_attempt_at) where state = 'pending';

    create table job (
      kind text not null,
      key text not null,
      run_at bigint not null,
      wish bigint not null default 0,
      failures bigint not null default 0,
      primary key (kind, key)
    );
    create index job_due on job (run_at);
  `;
}

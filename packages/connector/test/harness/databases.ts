import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Client } from 'pg';
import { makeFolder } from './test-connector';

export type DatabaseKind = 'sqlite' | 'postgres';
export const DATABASE_KINDS: readonly DatabaseKind[] = ['sqlite', 'postgres'];

/** A new, empty database of a kind: its URL, and how it is removed. */
export async function makeDatabase(kind: DatabaseKind): Promise<{ url: string; remove(): Promise<void> }> {
  if (kind === 'sqlite') {
    const folder = makeFolder();
    return {
      url: `file:${join(folder.path, 'connector.sqlite')}`,
      remove: () => {
        folder.remove();
        return Promise.resolve();
      },
    };
  }
  const name = `test_${randomBytes(6).toString('hex')}`;
  await execute(`create database ${name}`);
  const url = new URL(serverUrl());
  url.pathname = name;
  return { url: url.href, remove: () => execute(`drop database ${name} with (force)`) };
}

function serverUrl(): string {
  const url = process.env['TEST_POSTGRES_URL'];
  if (url === undefined) throw new Error('the Postgres of the tests was not started');
  return url;
}

async function execute(statement: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

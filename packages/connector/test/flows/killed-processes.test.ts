import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { request as sendHttp, type ClientRequest } from 'node:http';
import { join } from 'node:path';
import { scheduler } from 'node:timers/promises';
import { Client } from 'pg';
import { FormData } from 'undici';
import { startConnectorProcess, type ConnectorProcess } from '../harness/connector-process';
import { DATABASE_KINDS, makeDatabase } from '../harness/databases';
import { startFileHost } from '../harness/file-host';
import { API_KEY, makeFolder } from '../harness/test-connector';
import { startVendor, type VendorReply } from '../harness/vendor';

const ACCOUNT = { username: 'acme', apiKey: 'vendor-key-of-acme' };
const ORDER = { account: ACCOUNT, campaignName: 'Diwali', invalidRows: 'drop' as const };
const NEVER = new Promise<VendorReply>(() => undefined);
/** Numbers of no other test: Postgres has one log for all of them. */
const PREFIX = `97${randomInt(100, 1000)}`;
const NUMBERS = new RegExp(`${PREFIX}\\d{5}`, 'g');
const ROWS = 45_000;
const CSV = Buffer.from(
  `PhoneNumber,Name\ncall me,Ravi\n${Array.from({ length: ROWS }, (_, row) => `${PREFIX}${10_000 + row},${'Asha of Pune '.repeat(6)}\n`).join('')}`,
);
/** Bytes of a file that show that it is being stored. */
const LARGE_ENOUGH = 1024 * 1024;

interface Scene {
  readonly running: ConnectorProcess;
  readonly fileHost: string;
  /** Resolves when a part of a file was stored, and is nowhere readable. */
  readonly untilStored: () => Promise<void>;
}

/** Brings the connector to a moment. */
const MOMENTS: Readonly<Record<string, (scene: Scene) => Promise<unknown>>> = {
  async 'fetches a file'({ running, fileHost, untilStored }) {
    await running.upload({ ...ORDER, file: { url: `http://${fileHost}/half` } });
    await untilStored();
  },
  async 'receives a file'({ running, untilStored }) {
    beginMultipart(`${running.url}/v1/uploads`);
    await untilStored();
  },
  async 'checks a file'({ running, fileHost }) {
    const { id } = await running.upload({ ...ORDER, file: { url: `http://${fileHost}/whole` } });
    await running.until(id, 'checking', 'waiting', 'sending');
  },
  async 'checks a file that it does not keep'({ running, untilStored }) {
    beginMultipart(`${running.url}/v1/checks`);
    await untilStored();
  },
  async 'sends a file'({ running }) {
    const form = new FormData();
    form.append('request', JSON.stringify(ORDER));
    form.append('file', new Blob([CSV]), 'contacts.csv');
    const { json } = await running.callMultipart(form);
    await running.until(json.id as string, 'sending');
  },
};

/** Sends two thirds of a request with a file, and then no more. */
function beginMultipart(url: string): ClientRequest {
  const boundary = 'between-the-parts';
  const request = sendHttp(url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${API_KEY}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'transfer-encoding': 'chunked',
    },
  });
  request.on('error', () => undefined);
  const part = (name: string, extra = '') =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"${extra}\r\n\r\n`;
  request.write(`${part('request')}${JSON.stringify(ORDER)}\r\n${part('file', '; filename="a.csv"')}`);
  request.write(CSV.subarray(0, (CSV.length * 2) / 3));
  return request;
}

/** Every file below a folder as its bytes. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readIfThere(join(entry.parentPath, entry.name)));
}

/** A connector that runs may remove a file meanwhile: then it has left nothing behind. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function bytesBelow(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.sqlite(-wal|-shm)?$/.test(entry.name))
    .reduce((bytes, entry) => bytes + statSync(join(entry.parentPath, entry.name)).size, 0);
}

async function inPostgres<T>(url: string, look: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await look(client);
  } finally {
    await client.end();
  }
}

async function bytesInRows(client: Client): Promise<number> {
  const found = await client.query<{ sum: string }>(
    'select coalesce(sum(length(bytes)), 0) as sum from file_chunk',
  );
  return Number(found.rows[0]?.sum);
}

/** All rows of all tables, and the server's log. */
async function postgresTexts(client: Client): Promise<string[]> {
  const tables = await client.query<{ name: string }>(
    `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const texts: string[] = [];
  for (const { name } of tables.rows) {
    const { rows } = await client.query<Record<string, unknown>>(`select * from ${name}`);
    const cells = rows.flatMap((row) => Object.values(row));
    texts.push(cells.map((cell) => (Buffer.isBuffer(cell) ? cell.toString('latin1') : String(cell))).join());
  }
  const shown = await client.query<{ data_directory: string }>('show data_directory');
  return [...texts, ...filesBelow(join(shown.rows[0]!.data_directory, 'pg_wal'))];
}

describe.each(DATABASE_KINDS)('a process with its contacts on %s that is killed', (kind) => {
  it.each(Object.entries(MOMENTS))(
    'while it %s leaves no phone number readable',
    async (_, reach) => {
      const vendor = await startVendor(() => NEVER);
      const host = await startFileHost((request, response) => {
        if (request.url === '/whole') response.end(CSV);
        else response.write(CSV.subarray(0, (CSV.length * 2) / 3));
      });
      const folder = makeFolder();
      const database = kind === 'postgres' ? await makeDatabase(kind) : undefined;
      const databaseUrl = database?.url ?? `file:${join(folder.path, 'connector.sqlite')}`;
      const start = () =>
        startConnectorProcess({
          DATABASE_URL: databaseUrl,
          OZONETEL_UPLOAD_URL: vendor.url,
          FETCH_ALLOWED_HOSTS: host.host,
          TMPDIR: folder.path,
        });
      const readable = async () => {
        const inTables = kind === 'postgres' ? await inPostgres(databaseUrl, postgresTexts) : [];
        return [...filesBelow(folder.path), ...inTables].flatMap((text) => text.match(NUMBERS) ?? []);
      };
      const untilStored = async (): Promise<void> => {
        for (;;) {
          const inRows = kind === 'postgres' ? await inPostgres(databaseUrl, bytesInRows) : 0;
          if (bytesBelow(folder.path) + inRows > LARGE_ENOUGH) return;
          await scheduler.wait(10);
        }
      };
      let running = await start();
      try {
        await reach({ running, fileHost: host.host, untilStored });
        await running.kill();
        expect(await readable()).toEqual([]);
        running = await start();
        expect(await readable()).toEqual([]);
      } finally {
        await running.kill();
        await vendor.close();
        host.close();
        folder.remove();
        await database?.remove();
      }
    },
    180_000,
  );
});

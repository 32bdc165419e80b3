import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ACCOUNT, startWorld, type World } from './world';

export const UPLOADS = 10_000;

/** A connector that has 10,000 uploads, each into a campaign of its own: `Campaign 1` to `Campaign 10000`. */
export async function startWorldOfManyUploads(): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'console-many-'));
  const file = join(folder, 'connector.sqlite');
  const world = await startWorld({ DATABASE_URL: `file:${file}` });
  await world.call('POST', '/v1/uploads', {
    account: ACCOUNT,
    campaignName: 'Diwali',
    contacts: [{ PhoneNumber: 'no number' }],
  });
  // Ends when it is rejected: the list shows it as such.
  for (;;) {
    const { items } = (await world.call('GET', '/v1/uploads?state=rejected')) as { items: unknown[] };
    if (items.length > 0) break;
  }
  await world.stopConnector();
  copyUpload(file);
  await world.startConnector();
  return {
    ...world,
    async close() {
      await world.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Makes ten thousand of the one upload. */
function copyUpload(file: string): void {
  const database = new DatabaseSync(file);
  const columns = database.prepare('PRAGMA table_info(upload)').all() as { name: string }[];
  const names = columns.map(({ name }) => name).filter((name) => name !== 'seq');
  const values = names.map((name) => {
    if (name === 'id') return "'upl_copy' || n";
    if (name === 'campaign_name') return "'Campaign ' || n";
    return name.startsWith('idempotency') ? 'NULL' : `upload.${name}`;
  });
  database.exec(
    `WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < ${UPLOADS})
     INSERT INTO upload (${names.join(', ')}) SELECT ${values.join(', ')} FROM upload, number`,
  );
  database.close();
}

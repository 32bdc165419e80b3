import { sql } from 'kysely';
import type { Transact, Work } from '../store/unit-of-work';
import { deliveryContext } from '../event/record-event';
import { subscriptionContext } from '../delivery/subscriptions';
import { storedAccountContext } from '../account/stored-accounts';
import { fileContext } from '../store/spool/spool';
import { notifyContext, secretsContext } from '../upload/stored-upload';
import { SealError, type Sealer } from '../crypto/sealer';

/** Every column that holds what is sealed, and the context that it is bound to. */
const SEALED = [
  { table: 'upload', column: 'secrets_sealed', contextOf: secretsContext },
  { table: 'upload', column: 'notify_sealed', contextOf: notifyContext },
  { table: 'subscription', column: 'secret_sealed', contextOf: subscriptionContext },
  { table: 'delivery', column: 'target_sealed', contextOf: deliveryContext },
  { table: 'stored_account', column: 'api_key_sealed', contextOf: storedAccountContext },
  { table: 'file', column: 'key_sealed', contextOf: fileContext },
] as const;

/**
 * Encrypts with the first key what an older one encrypted: after a start with "new,old" the old key can go.
 * @throws SealError when something was encrypted with a key that is not listed
 */
export async function resealSecrets(transact: Transact, sealer: Sealer): Promise<void> {
  await transact(async (work) => {
    for (const sealed of SEALED) await resealColumn(work, sealer, sealed);
  });
}

async function resealColumn(
  { db }: Work,
  sealer: Sealer,
  { table, column, contextOf }: (typeof SEALED)[number],
): Promise<void> {
  const [from, value] = [sql.table(table), sql.ref(column)];
  const { rows } = await sql<{ id: string; sealed: string }>`
    select id, ${value} as sealed from ${from}
    where ${value} is not null and ${value} not like ${`${sealer.keyId}.%`}`.execute(db);
  for (const { id, sealed } of rows) {
    const resealed = reseal(sealer, sealed, contextOf(id));
    // Another process may have written meanwhile: what it wrote is newer.
    await sql`update ${from} set ${value} = ${resealed} where id = ${id} and ${value} = ${sealed}`.execute(
      db,
    );
  }
}

/** What was altered stays as it is: the code that needs it reports the error. */
function reseal(sealer: Sealer, sealed: string, context: string): string {
  try {
    return sealer.seal(sealer.open(sealed, context), context);
  } catch (error) {
    if (error instanceof SealError && error.reason === 'altered') return sealed;
    throw error;
  }
}

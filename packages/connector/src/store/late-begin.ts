import { Client, type QueryResult } from 'pg';

type Query = (...args: unknown[]) => unknown;

/**
 * A client that sends the `begin` of a transaction, as Kysely writes it, with its first statement. Where that has no
 * parameters, as the look at the clock with which most begin, both are one message (Postgres, "Multiple Statements in a
 * Simple Query"), and one round trip of the transaction is saved. A transaction without statements is not sent at all.
 */
export class LateBeginClient extends Client {
  #hasToBegin = false;

  override query = ((...args: unknown[]): unknown => {
    const [text, values = []] = args as [unknown, unknown[]?];
    if (text === 'begin') {
      this.#hasToBegin = true;
      return Promise.resolve(resultOf('BEGIN'));
    }
    if (!this.#hasToBegin) return (super.query as Query)(...args);
    if (typeof text !== 'string' || args.length > 2)
      throw new Error('a transaction begins with a statement and its parameters');
    this.#hasToBegin = false;
    if (text === 'commit' || text === 'rollback') return Promise.resolve(resultOf(text.toUpperCase()));
    return this.#beginWith(text, values);
  }) as Client['query'];

  async #beginWith(text: string, values: unknown[]): Promise<QueryResult | undefined> {
    if (values.length > 0) {
      await super.query('begin');
      return super.query(text, values);
    }
    // Of several statements there are several results.
    const results = (await super.query(`begin; ${text}`)) as unknown as QueryResult[];
    return results.at(-1);
  }
}

function resultOf(command: string): QueryResult {
  return { command, rowCount: null, oid: 0, fields: [], rows: [] };
}

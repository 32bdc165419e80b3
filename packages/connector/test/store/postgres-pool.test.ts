import { Pool } from 'pg';
import { isDatabaseUnavailable } from '../../src/store/database-unavailable';
import { postgresPool } from '../../src/store/postgres-pool';
import { startPostgresServer, type PostgresServer } from '../harness/postgres-server';

let postgres: PostgresServer;
let pool: Pool;

beforeAll(async () => {
  postgres = await startPostgresServer();
  const connectionString = await postgres.database('connector');
  pool = new Pool(postgresPool({ connectionString, max: 1, application_name: 'test', silenceMs: 1_000 }));
  pool.on('error', () => undefined);
});

afterAll(async () => {
  await pool.end();
  await postgres.stop();
});

it('a statement whose Postgres is frozen fails as one of a database that is away, and later ones succeed', async () => {
  await pool.query('select 1');
  await postgres.freeze();
  const error: unknown = await pool.query('select 2').catch((reason: unknown) => reason);
  expect(String(error)).toBe('Error: Postgres said nothing for 1 s: the connection was ended.');
  expect(isDatabaseUnavailable(error)).toBe(true);
  await postgres.thaw();
  expect((await pool.query('select 3 as answer')).rows).toEqual([{ answer: 3 }]);
});

it('a commit whose Postgres is frozen fails, and its connection is not used again', async () => {
  await pool.query('create table written (value int)');
  const client = await pool.connect();
  client.on('error', () => undefined);
  await client.query('begin');
  await client.query('insert into written values (1)');
  await postgres.freeze();
  await expect(client.query('commit')).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  client.release();
  await postgres.thaw();
  expect((await pool.query('select 1 as answer')).rows).toEqual([{ answer: 1 }]);
});

it('a transaction is one whole, whether its first statement has parameters or not', async () => {
  await pool.query('create table kept (value int)');
  const client = await pool.connect();
  for (const end of ['rollback', 'commit']) {
    await client.query('begin');
    await client.query('insert into kept values ($1)', [1]);
    await client.query('insert into kept values (2)');
    await client.query(end);
    await client.query('begin');
    expect((await client.query('insert into kept values (3) returning value')).rows).toEqual([{ value: 3 }]);
    await client.query('insert into kept values ($1)', [4]);
    await client.query(end);
    expect((await client.query('select value from kept order by value')).rows).toEqual(
      end === 'rollback' ? [] : [1, 2, 3, 4].map((value) => ({ value })),
    );
  }
  client.release();
});

it('a transaction without statements leaves its connection as it was', async () => {
  const client = await pool.connect();
  for (const end of ['commit', 'rollback']) {
    await client.query('begin');
    expect(await client.query(end)).toMatchObject({ command: end.toUpperCase(), rows: [] });
  }
  await client.query('create table outside (value int)');
  await client.query('rollback');
  client.release();
  expect((await pool.query('select * from outside')).rows).toEqual([]);
});

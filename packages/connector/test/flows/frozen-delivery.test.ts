import { EventEmitter, once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { startConnectorProcess } from '../harness/connector-process';
import { makeDatabase } from '../harness/databases';
import { account } from '../harness/scene';

/** A receiver that answers nothing by itself. */
async function startSilentReceiver() {
  const tries: ServerResponse[] = [];
  const arrivals = new EventEmitter();
  const server = createServer((request, response) => {
    request.resume();
    request.once('end', () => {
      tries.push(response);
      arrivals.emit('try');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    tries,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    async untilTried(count: number) {
      while (tries.length < count) await once(arrivals, 'try');
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

it('a replica that was frozen in the middle of a delivery tries it no more once another has delivered it', async () => {
  const database = await makeDatabase('postgres');
  const receiver = await startSilentReceiver();
  const env = { DATABASE_URL: database.url, RELAY_RETRY_SCHEDULE_MS: '0,0,0,0' };
  const frozen = await startConnectorProcess(env);
  const operator = new Client({ connectionString: database.url });
  await operator.connect();
  const { id } = await frozen.upload({
    account: account('acme'),
    campaignName: 'Diwali',
    contacts: [{ PhoneNumber: '9876543210' }],
    dryRun: true,
    notifyUrl: receiver.url,
  });
  await frozen.until(id, 'succeeded');
  await receiver.untilTried(1);

  process.kill(frozen.pid, 'SIGSTOP');
  const other = await startConnectorProcess(env);
  expect(receiver.tries).toHaveLength(1);
  // The lease runs out, and the delivery counts as forgotten.
  await operator.query('update delivery set lease_until = 1, next_attempt_at = 1');
  await receiver.untilTried(2);
  receiver.tries[1]?.writeHead(200).end();
  const states = async () => (await operator.query<{ state: string }>('select state from delivery')).rows;
  while ((await states())[0]?.state !== 'delivered') await sleep(50);

  process.kill(frozen.pid, 'SIGCONT');
  receiver.tries[0]?.writeHead(500).end();
  expect(await frozen.terminate()).toBe(0);
  expect(await other.terminate()).toBe(0);
  expect(receiver.tries).toHaveLength(2);
  expect(await states()).toEqual([{ state: 'delivered' }]);
  await operator.end();
  await receiver.close();
  await database.remove();
});

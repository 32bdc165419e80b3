import { EventEmitter, once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { startConnectorProcess } from '../harness/connector-process';
import { makeDatabase } from '../harness/databases';
import { startFreezingGate } from '../harness/freezing-gate';
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

it('a replica that was frozen before the first byte of a try writes none while another tries the delivery', async () => {
  const database = await makeDatabase('postgres');
  let tries = 0;
  const held: ServerResponse[] = [];
  const arrivals = new EventEmitter();
  let isHolding = false;
  const receiver = createServer((request, response) => {
    request.resume();
    request.once('end', () => {
      tries += 1;
      // Each try has a connection of its own.
      response.setHeader('connection', 'close');
      if (!isHolding) response.writeHead(500).end();
      else arrivals.emit('try', held.push(response));
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const { port } = receiver.address() as AddressInfo;
  const pids: number[] = [];
  const gate = await startFreezingGate(`http://127.0.0.1:${port}/hook`, () => pids);
  const env = {
    DATABASE_URL: database.url,
    RELAY_RETRY_SCHEDULE_MS: ['0', ...Array<string>(500).fill('50')].join(','),
  };
  const frozen = await startConnectorProcess(env);
  await frozen.upload({
    account: account('acme'),
    campaignName: 'Diwali',
    contacts: [{ PhoneNumber: '9876543210' }],
    dryRun: true,
    notifyUrl: gate.url,
  });
  pids.push(frozen.pid);
  const release = await gate.freezeNext(60_000);
  if (release === undefined) throw new Error('No try could be frozen before its first byte.');

  isHolding = true;
  const triesBefore = tries;
  const other = await startConnectorProcess(env);
  // The lease runs out by itself, as it does for whoever sleeps longer than it lasts.
  await once(arrivals, 'try');
  release();
  // It is awake when it answers.
  expect((await frozen.call('GET', '/v1/uploads')).status).toBe(200);
  held[0]?.writeHead(200).end();
  let deliveries: readonly { state: string }[] = [];
  while (deliveries[0]?.state !== 'delivered') {
    await sleep(50);
    deliveries = (await other.call('GET', '/v1/deliveries')).json.items as typeof deliveries;
  }
  expect(await frozen.terminate()).toBe(0);
  expect(await other.terminate()).toBe(0);
  expect(gate.frozen).toMatchObject([{ bytes: 0 }]);
  expect(tries - triesBefore).toBe(1);
  await gate.close();
  receiver.close();
  await once(receiver, 'close');
  await database.remove();
}, 180_000);

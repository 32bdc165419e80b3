import { EventEmitter, once } from 'node:events';
import { createSealer } from '../../src/crypto/sealer';
import { createRelay } from '../../src/delivery/run-relay';
import { deliveryContext } from '../../src/event/record-event';
import { createLogger } from '../../src/observe/logger';
import type { Transact, Work } from '../../src/store/unit-of-work';
import { makeDatabase } from '../harness/databases';
import { openUnitsOfWork, type UnitsOfWork } from '../harness/units-of-work';

const LANE = 'lane';
const TARGET = { url: 'http://127.0.0.1:9/', secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };

let database: Awaited<ReturnType<typeof makeDatabase>>;
let opened: UnitsOfWork;
const sealer = createSealer([Buffer.alloc(32, 1)]);

beforeEach(async () => {
  database = await makeDatabase('sqlite');
  opened = await openUnitsOfWork(database.url);
});

afterEach(async () => {
  await opened.close();
  await database.remove();
});

const addDeliveries = ({ rows }: Work, count: number): Promise<void> => {
  for (let number = 0; number < count; number += 1) {
    const [id, eventId, uploadId] = ['dlv', 'evt', 'upl'].map((name) => `${name}_${number}`) as [
      string,
      string,
      string,
    ];
    const common = { upload_id: uploadId, type: 'upload.succeeded', created_at: 1 } as const;
    rows.addEvent({ ...common, id: eventId, body: '{}' });
    rows.addDelivery({
      ...common,
      id,
      event_id: eventId,
      subscription_id: null,
      lane: LANE,
      target_sealed: sealer.seal(TARGET, deliveryContext(id)),
      state: 'pending',
      next_attempt_at: 0,
    });
  }
  return Promise.resolve();
};

it('deliveries that there was no room for are made although all others end before that is known', async () => {
  const { store, transact } = opened;
  const events = new EventEmitter().setMaxListeners(0);
  let posted = 0;
  const post = async () => {
    posted += 1;
    const isFirst = posted === 1;
    events.emit('posted');
    await once(events, isFirst ? 'end first' : 'end');
    return { judgement: 'delivered', status: 200 } as const;
  };
  // The commit of a look may take longer than the attempts that were under way when it began.
  let looks = 0;
  const slowThird = async <T>(run: (work: Work) => Promise<T>): Promise<T> => {
    const done = await transact(run);
    looks += 1;
    if (looks !== 3) return done;
    const go = once(events, 'go');
    events.emit('third');
    await go;
    return done;
  };
  const together: Transact['together'] = (run) => transact.together(run);
  const relay = createRelay({
    transact: Object.assign(slowThird, { together }),
    sealer,
    post,
    logger: createLogger({ write: () => undefined }),
    schedule: [0],
    clock: Date.now,
    random: Math.random,
  });
  const count = async () => {
    const rows = await store.db
      .selectFrom('delivery')
      .select('id')
      .where('state', '=', 'delivered')
      .execute();
    return rows.length;
  };
  const until = async (reached: () => boolean | Promise<boolean>) => {
    while (!(await reached())) await new Promise(setImmediate);
  };

  await transact((work) => addDeliveries(work, 40));
  const job = { releasePlace: () => undefined, complete: () => undefined };
  await Promise.all([relay.run(LANE, job), relay.run(LANE, job)]);
  await until(() => posted === 32);
  const third = once(events, 'third');
  events.emit('end first');
  await third;
  events.emit('end');
  await until(async () => (await count()) === 32);
  // Whoever waited for the commit of those has been told by the time of the next.
  await transact(() => Promise.resolve());
  events.emit('go');
  await until(() => posted === 40);
  events.emit('end');
  await until(async () => (await count()) === 40);
  await relay.idle();
});

import { KindWorkers } from '../../src/jobs/kind-workers';

/** Workers that count themselves; `refuse` keeps the next ones from being started. */
function createWorkers() {
  const stopped: string[] = [];
  const notified: string[] = [];
  let started = 0;
  let refusal: Error | undefined;
  const workers = new KindWorkers({
    start: () => {
      if (refusal !== undefined) return Promise.reject(refusal);
      started += 1;
      return Promise.resolve(`worker ${started}`);
    },
    stop: (id) => stopped.push(id),
    notify: (id) => notified.push(id),
  });
  return { workers, stopped, notified, refuse: (error: Error | undefined) => (refusal = error) };
}

/** A job that ends when it is told to. */
function createJob() {
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { run: () => ended, end };
}

it('a worker whose replacement could not be started goes on after its job', async () => {
  const { workers, stopped, notified, refuse } = createWorkers();
  await workers.add();
  const job = createJob();
  const run = workers.run('worker 1', job.run);
  refuse(new Error('the database is away'));
  await expect(workers.replace('worker 1')).rejects.toThrow('the database is away');
  expect(workers.waiting).toBe(0);
  job.end();
  await run;
  workers.wake();
  expect(stopped).toEqual([]);
  expect(notified).toContain('worker 1');
});

it('a worker goes on where its job ends before its replacement turns out not to start', async () => {
  const { workers, stopped, refuse } = createWorkers();
  await workers.add();
  const job = createJob();
  const run = workers.run('worker 1', job.run);
  refuse(new Error('the database is away'));
  const replaced = workers.replace('worker 1');
  job.end();
  await expect(replaced).rejects.toThrow('the database is away');
  await run;
  expect(stopped).toEqual([]);
});

it('a worker that was replaced stops with its job, once', async () => {
  const { workers, stopped } = createWorkers();
  await workers.add();
  const job = createJob();
  const run = workers.run('worker 1', job.run);
  await Promise.all([workers.replace('worker 1'), workers.replace('worker 1')]);
  expect(workers.waiting).toBe(1);
  job.end();
  await run;
  expect(stopped).toEqual(['worker 1']);
});

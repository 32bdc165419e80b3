import { createFairLimiter, type Claim } from '../../src/jobs/fair-limiter';

const NEVER = new AbortController().signal;

/** Tasks that run until they are ended, and the order in which they began. */
function createTasks(limit: number) {
  const limiter = createFairLimiter(limit);
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    limiter,
    begun,
    add: (name: string, claim: Claim, signal = NEVER): Promise<void> =>
      limiter.run(
        () => {
          begun.push(name);
          return new Promise<void>((resolve) => ends.set(name, resolve));
        },
        signal,
        claim,
      ),
    end: (name: string) => ends.get(name)?.(),
  };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

it('an owner whose task still runs does not count as one that had none before', async () => {
  const { add, end, begun } = createTasks(3);
  void add('one of A', { owner: 'A', size: 1 });
  void add('two of A', { owner: 'A', size: 1 });
  void add('one of B', { owner: 'B', size: 1 });
  end('one of A');
  await settled();
  void add('one of C', { owner: 'C', size: 9 });
  void add('three of A', { owner: 'A', size: 1 });
  void add('two of C', { owner: 'C', size: 9 });
  void add('one of D', { owner: 'D', size: 9 });
  end('one of B');
  await settled();
  expect(begun.slice(3)).toEqual(['one of C', 'one of D']);
});

it('a large task begins although smaller ones of others keep coming', async () => {
  const { add, end, begun } = createTasks(1);
  void add('0', { owner: 'first', size: 1 });
  void add('large', { owner: 'large', size: 1_000 });
  for (let count = 1; count <= 30; count += 1) {
    void add(`${count}`, { owner: `owner ${count}`, size: 1 });
    end(begun.at(-1) ?? '');
    await settled();
  }
  expect(begun).toContain('large');
});

it('a task whose owner had one before begins although new owners keep coming', async () => {
  const { add, end, begun } = createTasks(1);
  void add('one of A', { owner: 'A', size: 1 });
  void add('two of A', { owner: 'A', size: 1 });
  for (let count = 1; count <= 30; count += 1) {
    void add(`${count}`, { owner: `owner ${count}`, size: 1 });
    end(begun.at(-1) ?? '');
    await settled();
  }
  expect(begun).toContain('two of A');
});

it('what is given up while it waits takes no place, and leaves nothing behind', async () => {
  const { limiter, add, end } = createTasks(1);
  const first = add('first', { owner: 'A', size: 1 });
  const gone = new AbortController();
  const second = add('second', { owner: 'A', size: 1 }, gone.signal);
  gone.abort(new Error('canceled by the user'));
  await expect(second).rejects.toThrow('canceled by the user');
  end('first');
  await first;
  expect(limiter.count()).toBe(0);
});

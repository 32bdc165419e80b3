import { createLoadTogether } from '../../src/store/spool/load-together';

interface Row {
  readonly file: string;
  readonly seq: number;
}

const ROWS: readonly Row[] = [
  { file: 'fil_b', seq: 0 },
  { file: 'fil_a', seq: 0 },
  { file: 'fil_a', seq: 1 },
];

it('files that are opened at the same time are looked up with one statement, and each has its own rows', async () => {
  const statements: string[][] = [];
  const load = createLoadTogether<Row>(
    (files) => {
      statements.push([...files]);
      return Promise.resolve(ROWS.filter(({ file }) => files.includes(file)));
    },
    ({ file }) => file,
  );
  expect(await Promise.all(['fil_a', 'fil_b', 'fil_gone', 'fil_a'].map(load))).toEqual([
    [ROWS[1], ROWS[2]],
    [ROWS[0]],
    [],
    [ROWS[1], ROWS[2]],
  ]);
  expect(statements).toEqual([['fil_a', 'fil_b', 'fil_gone']]);
});

it('a file that cannot be read takes no other with it', async () => {
  const load = createLoadTogether<Row>(
    (files) =>
      files.includes('fil_b')
        ? Promise.reject(new Error('invalid page'))
        : Promise.resolve(ROWS.filter(({ file }) => files.includes(file))),
    ({ file }) => file,
  );
  const [a, b] = await Promise.allSettled(['fil_a', 'fil_b'].map(load));
  expect(a).toEqual({ status: 'fulfilled', value: [ROWS[1], ROWS[2]] });
  expect(b).toEqual({ status: 'rejected', reason: new Error('invalid page') });
});

it('a file that is read again is looked up again, as it may have been removed', async () => {
  let rows = ROWS;
  const load = createLoadTogether<Row>(
    () => Promise.resolve(rows),
    ({ file }) => file,
  );
  expect(await load('fil_b')).toEqual([ROWS[0]]);
  rows = [];
  expect(await load('fil_b')).toEqual([]);
});

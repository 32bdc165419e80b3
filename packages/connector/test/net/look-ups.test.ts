import type { LookupFunction } from 'node:net';
import { createLookUp } from '../../src/net/look-ups';

/** A resolver whose answers the test lets go. */
function createSlowResolver() {
  const asked: { hostname: string; answer(address: string): void; fail(code: string): void }[] = [];
  const lookup: LookupFunction = (hostname, _options, callback) =>
    void asked.push({
      hostname,
      answer: (address) => callback(null, [{ address, family: 4 }]),
      fail: (code) => callback(Object.assign(new Error(code), { code }), []),
    });
  return { asked, lookup, names: () => asked.map(({ hostname }) => hostname) };
}

const find = (lookUp: LookupFunction, hostname: string) =>
  new Promise<string>((resolve) =>
    lookUp(hostname, { all: true }, (error, found) =>
      resolve(error === null ? JSON.stringify(found) : String(error.code)),
    ),
  );
const at = (address: string) => JSON.stringify([{ address, family: 4 }]);

describe('a look-up', () => {
  it('is made once for all who ask for a name, and its answer kept', async () => {
    const { asked, lookup, names } = createSlowResolver();
    const lookUp = createLookUp({ atOnce: 2, lookup });
    const found = Promise.all([find(lookUp, 'a.test'), find(lookUp, 'A.test')]);
    asked[0]!.answer('10.0.0.1');
    expect(await found).toEqual([at('10.0.0.1'), at('10.0.0.1')]);
    expect(await find(lookUp, 'a.test')).toBe(at('10.0.0.1'));
    expect(names()).toEqual(['a.test']);
  });

  it('has a deadline, and holds its place until the system has ended it', async () => {
    const { asked, lookup, names } = createSlowResolver();
    const lookUp = createLookUp({ atOnce: 2, deadlineMs: 30, lookup });
    const slow = ['a', 'b', 'c'].map((name) => find(lookUp, `${name}.test`));
    expect(await Promise.all(slow)).toEqual(['DNS_TIMEOUT', 'DNS_TIMEOUT', 'DNS_TIMEOUT']);
    const next = find(lookUp, 'd.test');
    expect(names()).toEqual(['a.test', 'b.test']);
    asked[0]!.fail('EAI_AGAIN');
    // Nobody waits for c any more.
    expect(names()).toEqual(['a.test', 'b.test', 'd.test']);
    asked[2]!.answer('10.0.0.4');
    expect(await next).toBe(at('10.0.0.4'));
  });

  it('that fails is remembered for a moment', async () => {
    const { asked, lookup, names } = createSlowResolver();
    const lookUp = createLookUp({ atOnce: 2, lookup });
    const first = find(lookUp, 'a.test');
    asked[0]!.fail('ENOTFOUND');
    expect([await first, await find(lookUp, 'a.test'), names().length]).toEqual([
      'ENOTFOUND',
      'ENOTFOUND',
      1,
    ]);
  });
});

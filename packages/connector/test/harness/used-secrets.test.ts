import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCallbackToken } from '../../src/crypto/callback-token';
import { makeFolder } from './test-connector';
import { findLeaks } from './used-secrets';

/** What each run of the suites ends with (`global-teardown.ts`) would be worth nothing if it found nothing. */
it.each([
  ['nothing', 'an upload went its way', []],
  ['a secret of one suite in the log of another', 'with vendor-key-of-acme', ['vendor-key-of-acme']],
  ['a callback token', `POST /callbacks/${'x'.repeat(43)} came`, ['x'.repeat(43)]],
])('the harness finds %s in what was logged', (_, logged, leaks) => {
  const folder = makeFolder();
  writeFileSync(join(folder.path, 'secrets-1'), '"vendor-key-of-acme"\n"another-secret"\n');
  writeFileSync(join(folder.path, 'logs-1'), 'nothing of note\n');
  writeFileSync(join(folder.path, 'logs-2'), `{"msg":"${logged}"}\n`);
  expect(findLeaks(folder.path)).toEqual(leaks);
  folder.remove();
});

it('the harness knows what a callback token looks like', () => {
  expect(createCallbackToken()).toMatch(/^[\w-]{43}$/);
});

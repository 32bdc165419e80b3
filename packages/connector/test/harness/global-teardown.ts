import { rmSync } from 'node:fs';
import './global-setup';
import { findLeaks } from './used-secrets';

/** Fails the run when anything that the suites wrote holds a secret or a phone number that they used. */
export default async function tearDown(): Promise<void> {
  await globalThis.postgresServer?.stop();
  const folder = process.env['TEST_LOG_FOLDER'];
  if (folder === undefined) return;
  const leaks = findLeaks(folder);
  rmSync(folder, { recursive: true, force: true });
  if (leaks.length > 0) throw new Error(`The connector logged secrets: ${leaks.join(', ')}`);
}

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

test('the types of the console’s client are those of the connector’s OpenAPI document', async () => {
  const check = run(process.execPath, ['generate-client.mjs', '--check'], {
    cwd: `${__dirname}/../..`,
  });
  await expect(check).resolves.toMatchObject({ stderr: '' });
});

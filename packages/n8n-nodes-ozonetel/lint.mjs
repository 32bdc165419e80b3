// n8n's own lint, over what it publishes alone: `n8n-node lint` takes every file below its folder, in strict mode with
// n8n's configuration unchanged, and that forbids in tests what only nodes must not do. So it runs in a copy without them.
import { spawn } from 'node:child_process';
import { cp, mkdir, rm, symlink } from 'node:fs/promises';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PUBLISHED = ['package.json', 'eslint.config.mjs', 'tsconfig.json', 'nodes', 'credentials', 'icons'];

const root = dirname(fileURLToPath(import.meta.url));
const copy = join(root, '../../.cache/n8n-lint/package');

await rm(copy, { recursive: true, force: true });
await mkdir(copy, { recursive: true });
for (const path of PUBLISHED) await cp(join(root, path), join(copy, path), { recursive: true });
await symlink(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
await cp(join(root, '../../tsconfig.base.json'), join(copy, '../../tsconfig.base.json'));

// What the CLI exports lies two folders below its root.
const cli = fileURLToPath(new URL('../../bin/n8n-node.mjs', import.meta.resolve('@n8n/node-cli/eslint')));
const [code] = await once(spawn(process.execPath, [cli, 'lint'], { cwd: copy, stdio: 'inherit' }), 'exit');
process.exitCode = code ?? 1;

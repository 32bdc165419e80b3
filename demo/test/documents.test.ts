import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '../..');

/** Every document that people read, with the folders that paths in it may be given from. */
const DOCUMENTS: readonly (readonly [path: string, ...bases: string[]])[] = [
  ['README.md', '.'],
  [
    'ARCHITECTURE.md',
    '.',
    'packages/connector/src',
    'packages/shared-types/src',
    'packages/n8n-nodes-ozonetel',
    'packages/ozonetel-simulator/src',
  ],
  ['CONTRIBUTING.md', '.'],
  ['docs/ozonetel-api.md', '.'],
  ['docs/live-acceptance.md', '.'],
  ['docs/scale.md', '.'],
  ['demo/README.md', 'demo', '.'],
  ['packages/console/README.md', 'packages/console', '.'],
  ['packages/connector/README.md', 'packages/connector', '.'],
  ['packages/shared-types/README.md', 'packages/shared-types', '.'],
  ['packages/n8n-runner/README.md', 'packages/n8n-runner', '.'],
  ['packages/ozonetel-simulator/README.md', 'packages/ozonetel-simulator', '.'],
  ['packages/n8n-nodes-ozonetel/README.md', 'packages/n8n-nodes-ozonetel', '.'],
  ...readdirSync(join(ROOT, 'docs/adr')).map((name) => [`docs/adr/${name}`, '.'] as const),
];

/** Made by a build or a run. */
const MADE = /(^|\/)(dist|node_modules|data|\.cache)(\/|$)/;
const SOURCE_PATH = /`([\w.-]+(?:\/[\w.-]+)+\.(?:tsx?|mjs|json|md)|[\w.-]+\.(?:tsx?|mjs))`/g;
const LINK = /\]\(([^):#]+)\)/g;

describe.each(DOCUMENTS)('%s', (path, ...bases) => {
  const text = readFileSync(join(ROOT, path), 'utf8');

  it('names only files that there are', () => {
    const named = [...text.matchAll(SOURCE_PATH)].map(([, name]) => name!).filter((name) => !MADE.test(name));
    const missing = named.filter((name) => !bases.some((base) => existsSync(join(ROOT, base, name))));
    expect(missing).toEqual([]);
  });

  it('links only to what there is', () => {
    const targets = [...text.matchAll(LINK)].map(([, target]) => target!);
    expect(targets.filter((target) => !existsSync(join(ROOT, dirname(path), target)))).toEqual([]);
  });
});

it('the commands of the README are scripts of the project', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>;
  };
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const named = [...readme.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name!);
  expect(named.length).toBeGreaterThan(0);
  for (const name of named) expect(scripts).toHaveProperty([name]);
});

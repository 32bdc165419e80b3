import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The root of the workspace, seen from a source or from where a bench was bundled to. */
function findRoot(folder: string): string {
  return existsSync(join(folder, 'nx.json')) ? folder : findRoot(dirname(folder));
}

const root = findRoot(__dirname);

export const project = {
  cache: join(root, '.cache'),
  n8nPackage: join(root, 'packages/n8n-nodes-ozonetel'),
  e2e: join(root, 'packages/n8n-nodes-ozonetel/test/e2e'),
  connector: join(root, 'packages/connector/dist/main.js'),
  /** The manifest folder of the newest n8n that the project installs. */
  n8n2: join(root, 'packages/n8n-runner/n8n-2'),
  /** The same of n8n 1. */
  n8n1: join(root, 'packages/n8n-runner/n8n-1'),
} as const;

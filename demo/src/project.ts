import { join, resolve } from 'node:path';

/** Folders of this project, seen from the built file. */
const ROOT = resolve(__dirname, '..', '..');

export const project = {
  root: ROOT,
  cache: join(ROOT, '.cache'),
  n8nManifest: join(ROOT, 'packages', 'n8n-runner', 'n8n-2'),
  workflows: join(ROOT, 'demo', 'workflows'),
  simulator: join(ROOT, 'packages', 'ozonetel-simulator'),
  connector: join(ROOT, 'packages', 'connector'),
  n8nPackage: join(ROOT, 'packages', 'n8n-nodes-ozonetel'),
} as const;

import type { INode } from 'n8n-workflow';

/** Every version that saved workflows may have; a changed default comes with a new one. */
export const NODE_VERSIONS = [1, 2];

/** What a field shows in nodes that were added by an earlier build. */
export const FIRST_VERSION = { '@version': [1] };

/** What a field shows in nodes that were added since. */
export const SINCE_VERSION_2 = { '@version': [2] };

/** Whether a node was added by an earlier build: its defaults and its behavior stay. */
export function isFirstVersion(context: { getNode(): INode }): boolean {
  return context.getNode().typeVersion < 2;
}

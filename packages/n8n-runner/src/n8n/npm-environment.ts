import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Variables that `npm start` sets for this project, and that would mislead npm in another folder. */
const OF_THIS_PROJECT =
  /^npm_(package|lifecycle)_|^npm_(command|config_(local_prefix|workspaces?|allow_scripts))$/i;

/**
 * The environment of an npm that installs elsewhere: the user's own registry, proxy and cache stay. Native
 * code is built against the headers that lie beside our Node, so that nothing is downloaded for it.
 */
export function npmEnvironment(
  env: NodeJS.ProcessEnv = process.env,
  node: string = process.execPath,
): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !OF_THIS_PROJECT.test(name));
  const headers = join(dirname(node), '..');
  const hasHeaders = existsSync(join(headers, 'include', 'node', 'node_api.h'));
  return { ...Object.fromEntries(kept), ...(hasHeaders ? { npm_config_nodedir: headers } : {}) };
}

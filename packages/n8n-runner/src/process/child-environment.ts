/** What a program needs from its surroundings. Not the user's own N8N_*, DB_* or proxy settings. */
const KEPT = ['PATH', 'HOME', 'USER', 'LANG', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'APPDATA'];

/** The environment of a service of the demo: the bare surroundings and what the demo sets. */
export function childEnvironment(
  settings: Readonly<Record<string, string>>,
  surroundings: NodeJS.ProcessEnv = process.env,
): NodeJS.ProcessEnv {
  const kept = KEPT.flatMap((name) => {
    const value = surroundings[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), ...settings };
}

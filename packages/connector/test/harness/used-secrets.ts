import { appendFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/*
 * What the tests used that may never be logged, and all that was logged, each as a file of the run's own folder:
 * when the last suite has ended, the one is looked for in the other.
 */
const FOLDER = 'TEST_LOG_FOLDER';
const SECRETS = 'secrets';
const LOGS = 'logs';

/** Shorter ones would be found by chance. */
const MIN_CHARACTERS = 8;
/** Cells that hold a phone number. */
const PHONE_NUMBER = /^[+\d][\d ()-]{8,}$/;

/** The simulator tells nobody which tokens it was given: they are known by what they look like. */
const CALLBACK_TOKEN = /(?<![\w-])[\w-]{43}(?![\w-])/g;

export function noteSecret(secret: string | undefined): void {
  if (secret === undefined || secret.length < MIN_CHARACTERS) return;
  append(SECRETS, JSON.stringify(secret));
}

/** Notes what a request body holds: keys, headers, signing secrets, links, phone numbers. */
export function noteSecretsOf(value: unknown, name = ''): void {
  if (typeof value === 'string' || typeof value === 'number') {
    const text = String(value);
    if (/^(apiKey|secret|notifySecret)$/.test(name) || PHONE_NUMBER.test(text)) noteSecret(text);
    else if (/url$/i.test(name) && name !== 'uploadUrl' && URL.canParse(text)) noteLink(new URL(text));
  } else if (Array.isArray(value)) value.forEach((item) => noteSecretsOf(item));
  else if (typeof value === 'object' && value !== null) {
    for (const [key, member] of Object.entries(value))
      noteSecretsOf(member, name === 'headers' ? 'secret' : key);
  }
}

export function noteLogged(text: string): void {
  append(LOGS, text);
}

/** The secrets that were logged. */
export function findLeaks(folder: string): string[] {
  const read = (kind: string) =>
    readdirSync(folder)
      .filter((name) => name.startsWith(kind))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n');
  const logs = read(LOGS);
  const secrets = new Set(
    read(SECRETS)
      .split('\n')
      .filter((line) => line !== ''),
  );
  const known = [...secrets].map((line) => JSON.parse(line) as string);
  return [...known.filter((secret) => logs.includes(secret)), ...(logs.match(CALLBACK_TOKEN) ?? [])];
}

/** Links of tests end in names that no log line has by chance: `only-failures`, not `failures`. */
function noteLink({ pathname, search }: URL): void {
  noteSecret(search.slice(1));
  noteSecret(pathname.split('/').at(-1));
}

function append(kind: string, text: string): void {
  const folder = process.env[FOLDER];
  if (folder !== undefined) appendFileSync(join(folder, `${kind}-${process.pid}`), `${text}\n`);
}

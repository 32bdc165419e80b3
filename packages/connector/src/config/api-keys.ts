import { z } from 'zod';

/** A key that callers present, and the name that it has in the log. */
export interface ApiKey {
  readonly name: string;
  readonly key: string;
}

const MIN_KEY_CHARACTERS = 16;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
/** What a header can carry and `Authorization: Bearer` ends at (RFC 6750), ASCII without spaces. */
const KEY = /^[\x21-\x7e]+$/;

/**
 * Parses entries of `CONNECTOR_API_KEYS`: `key`, or `name:key`. The name ends at the first colon, so a key may hold
 * colons if it has a name. A key without a name is called `key-1`, `key-2`, … by its place.
 */
export const apiKeysSchema = z.array(z.string()).transform((entries, context): ApiKey[] => {
  const faults = new Set<string>();
  const keys = entries.map((entry, index) => parseEntry(entry, index, faults));
  if (keys.length === 0) faults.add('must name at least one key');
  if (hasDoubles(keys.map(({ name }) => name))) faults.add('each name may be given to one key');
  if (hasDoubles(keys.map(({ key }) => key))) faults.add('each key may be listed once');
  for (const message of faults) context.addIssue({ code: 'custom', message });
  return keys;
});

function parseEntry(entry: string, index: number, faults: Set<string>): ApiKey {
  const colon = entry.indexOf(':');
  const name = colon < 0 ? `key-${index + 1}` : entry.slice(0, colon);
  const key = entry.slice(colon + 1);
  if (!NAME.test(name)) faults.add('a name before the colon has 1 to 64 letters, digits, ".", "_" or "-"');
  if (key.length < MIN_KEY_CHARACTERS)
    faults.add(`each key must be at least ${MIN_KEY_CHARACTERS} characters long, without its name`);
  if (!KEY.test(key))
    faults.add('each key must be printable ASCII without spaces: no caller can send another');
  return { name, key };
}

function hasDoubles(texts: readonly string[]): boolean {
  return new Set(texts).size < texts.length;
}

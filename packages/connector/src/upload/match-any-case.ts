import { sql, type Expression, type SqlBool } from 'kysely';
import type { Dialect } from '../store/dialect';

/**
 * A condition that one of the columns contains a text, in upper or lower case. Each letter is looked for in all its
 * spellings: SQLite's `lower` knows ASCII alone, and that of Postgres what the collation of its database knows.
 */
export function matchAnyCase(
  dialect: Dialect,
  columns: readonly string[],
  text: string,
): Expression<SqlBool> {
  const pattern = dialect === 'sqlite' ? toGlob(text) : toRegex(text);
  const operator = sql.raw(dialect === 'sqlite' ? 'glob' : '~');
  const matches = columns.map((column) => sql`${sql.ref(column)} ${operator} ${pattern}`);
  return sql<SqlBool>`(${sql.join(matches, sql` or `)})`;
}

function toGlob(text: string): string {
  return `*${mapCharacters(text, (other) => (/[*?[]/.test(other) ? `[${other}]` : other))}*`;
}

function toRegex(text: string): string {
  return mapCharacters(text, (other) => other.replace(/[\x20-\x2f\x3a-\x40\x5b-\x60\x7b-\x7e]/, '\\$&'));
}

/** With each letter that has two cases as a class of its spellings, which both pattern languages write alike. */
function mapCharacters(text: string, writeOther: (character: string) => string): string {
  return Array.from(text, (character) => {
    const spellings = spellingsOf(character);
    return spellings.length > 1 ? `[${spellings.join('')}]` : writeOther(character);
  }).join('');
}

/** Those of one character: a longer one (`ß` as `SS`) has no place in a class. */
function spellingsOf(character: string): string[] {
  const upper = character.toUpperCase();
  const spellings = [character, upper, character.toLowerCase(), upper.toLowerCase()];
  // The sigma at the end of a Greek word is a letter of its own.
  if (upper === 'Σ') spellings.push('σ', 'ς');
  return [...new Set(spellings)].filter((spelling) => Array.from(spelling).length === 1);
}

/** The text of a parameter or a credential's member, trimmed; an expression may yield a number there. */
export function readText(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** Members, fields and parts that may hold a key: per-call callbacks of the same vendor carry `Apikey` (field notes, 19). */
const SECRET_MEMBER =
  /((?:api[-_ ]?key|token|password|secret)["']?\s*(?:[:=]|%3A|\r?\n\r?\n)\s*["']?)([^"'&\s,}<]+)/gi;

/** A raw callback body as it is kept: its text, with whatever may be a key blotted out. Postgres takes no NUL. */
export function redactBody(body: string): string {
  return body.replaceAll('\0', '\uFFFD').replace(SECRET_MEMBER, '$1[redacted]');
}

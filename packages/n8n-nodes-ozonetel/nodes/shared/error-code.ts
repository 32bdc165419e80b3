/** The code of a failed connection (`ECONNREFUSED`), wherever n8n's HTTP client has left it. */
export function findErrorCode(error: unknown): string | undefined {
  for (
    let found: unknown = error, depth = 0;
    isRecord(found) && depth < 5;
    found = found['cause'], depth += 1
  ) {
    for (const code of [found['code'], found['httpCode'], nested(found['errorResponse'])]) {
      if (typeof code === 'string' && /^[A-Z][A-Z_]+$/.test(code)) return code;
    }
  }
  return undefined;
}

function nested(value: unknown): unknown {
  return isRecord(value) ? value['code'] : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger };

/** JSON lines, written to `destination`. What is logged is ids, codes and numbers; the redaction is the second line of defense. */
export function createLogger(destination: DestinationStream): Logger {
  const options = {
    base: null,
    serializers: { err: serializeError },
    redact: {
      paths: [
        'apiKey',
        'token',
        'secret',
        'url',
        'headers',
        '*.apiKey',
        '*.token',
        '*.secret',
        '*.url',
        '*.headers',
      ],
      censor: '[redacted]',
    },
  };
  return pino(options, destination);
}

/** Type, code and stack without the message's first line where it may quote data: SQL errors name values. */
function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { type: typeof error };
  const code = 'code' in error ? String(error.code) : undefined;
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return {
    type: error.name,
    code,
    message: code === undefined ? error.message : undefined,
    stack: frames?.join('\n'),
  };
}

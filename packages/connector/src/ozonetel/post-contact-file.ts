import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import type { UploadForm } from '@ozonetel-bulk-upload/shared-types';
import FormData from 'form-data';
import { Agent, buildConnector, request } from 'undici';
import { decodeBody, isDecoderFault } from '../net/decode-body';
import { beforeFirstByte } from '../net/first-byte';
import { limitInformational } from '../net/informational-limit';
import { codeOrName } from '../observe/error-code';
import { NotBegunError, writeFenced, type SendFence } from './write-fenced';

export interface ContactFile {
  readonly content: Readable;
  readonly bytes: number;
  readonly format: 'csv' | 'xlsx';
}

/**
 * How a send ended. `not_begun`: before its first byte, so that it may be sent again. `connection_lost` and `timed_out`:
 * Ozonetel may have the request, or a part of it.
 */
export type SendResult =
  | { readonly kind: 'answered'; readonly body: string }
  | { readonly kind: 'not_begun'; readonly cause: NotBegunCause }
  | { readonly kind: 'connection_lost'; readonly cause: string }
  | { readonly kind: 'timed_out'; readonly seconds: number };

/** Why a send ended before its first byte. */
export type NotBegunCause =
  | { readonly kind: 'unreachable'; readonly code: string }
  /** The contact file, or what else is sent with it, could not be read. */
  | { readonly kind: 'unreadable' }
  /** The process stood still for longer than its lease. */
  | { readonly kind: 'suspended' };

export type PostContactFile = (
  url: string,
  form: UploadForm,
  file: ContactFile,
  signal: AbortSignal,
  fence: SendFence,
) => Promise<SendResult>;

const CONTENT_TYPES = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** Ozonetel's answers are short: more than this is some web page. */
const MAX_REPLY_BYTES = 64 * 1024;
const CONNECT_TIMEOUT_MS = 10_000;

class UnreachableError extends Error {
  readonly code: string;

  constructor(cause: unknown) {
    super('no connection to Ozonetel', { cause });
    this.code = codeOrName(cause);
  }
}

/**
 * Creates the one client of Ozonetel's endpoint: a connection per send, no redirect, no retry.
 * @param sendTimeoutMs milliseconds from a request's first byte to the end of its reply
 */
export function createOzonetelClient({
  sendTimeoutMs,
  lookup,
}: {
  sendTimeoutMs: number;
  lookup: LookupFunction;
}): {
  post: PostContactFile;
  close(): Promise<void>;
} {
  // HTTP/2 would put several sends on one connection, and its client sends again what a server turns away.
  const connect = buildConnector({ timeout: CONNECT_TIMEOUT_MS, allowH2: false, lookup });
  const agent = new Agent({
    connect: (options, callback) =>
      connect(options, (error, socket) => {
        // Whatever fails here fails before the first byte of a request.
        if (error) callback(new UnreachableError(error), null);
        else callback(null, socket);
      }),
    allowH2: false,
    pipelining: 0,
    // These would restart with each byte of a reply that trickles.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    post: (...order) => post({ agent, sendTimeoutMs }, ...order),
    close: () => agent.destroy(),
  };
}

async function post(
  { agent, sendTimeoutMs }: { agent: Agent; sendTimeoutMs: number },
  ...[url, fields, file, signal, fence]: Parameters<PostContactFile>
): Promise<SendResult> {
  const form = createForm(fields, file);
  const deadline = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const startTimer = (): void => {
    timer = setTimeout(() => deadline.abort(), sendTimeoutMs);
  };
  try {
    const response = await request(url, {
      method: 'POST',
      dispatcher: beforeFirstByte(agent, startTimer),
      signal: AbortSignal.any([signal, deadline.signal]),
      reset: true,
      onInfo: limitInformational(),
      headers: {
        ...form.getHeaders(),
        // Known length: some upload endpoints refuse chunked requests.
        'content-length': String(form.getLengthSync()),
        accept: 'application/json',
      },
      body: Readable.from(writeFenced(form, fence), { objectMode: false }),
    });
    // A proxy may compress what nobody asked to be compressed, or claim to.
    const reply = await decodeBody(response.body, response.headers['content-encoding']);
    return { kind: 'answered', body: await readText(reply) };
  } catch (error) {
    file.content.destroy();
    if (error instanceof UnreachableError)
      return { kind: 'not_begun', cause: { kind: 'unreachable', code: error.code } };
    if (error instanceof NotBegunError) return { kind: 'not_begun', cause: { kind: 'suspended' } };
    if (deadline.signal.aborted) return { kind: 'timed_out', seconds: Math.ceil(sendTimeoutMs / 1000) };
    const isOwnFault = file.content.errored !== null;
    const cause = isOwnFault ? 'the stored contact file could not be read' : codeOrName(error);
    return { kind: 'connection_lost', cause };
  } finally {
    clearTimeout(timer);
  }
}

function createForm(fields: UploadForm, file: ContactFile): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append('file', file.content, {
    filename: `contacts.${file.format}`,
    contentType: CONTENT_TYPES[file.format],
    knownLength: file.bytes,
  });
  return form;
}

/** The beginning of a reply. Where it cannot be decoded any further it ends: Ozonetel has answered all the same. */
async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > MAX_REPLY_BYTES) break;
    }
  } catch (error) {
    if (!isDecoderFault(error)) throw error;
  }
  return Buffer.concat(chunks).toString('utf8', 0, MAX_REPLY_BYTES);
}

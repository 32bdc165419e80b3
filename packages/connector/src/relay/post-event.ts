import { request, type Dispatcher } from 'undici';
import { AddressRefusedError } from '../net/guarded-agent';
import { judgeResponse, type Judgement } from './judge-response';

export interface PostResult {
  readonly judgement: Judgement;
  readonly status?: number;
  /** A code, never what the receiver said. */
  readonly error?: string;
  readonly retryAfter?: string;
}

export type PostEvent = (url: string, headers: Record<string, string>, body: string) => Promise<PostResult>;

const TRY_TIMEOUT_MS = 15_000;
/** Enough to tell one 409 of n8n from the other. */
const READ_CHARACTERS = 4096;

export function createPostEvent(dispatcher: Dispatcher): PostEvent {
  return async (url, headers, body) => {
    try {
      const response = await request(url, {
        method: 'POST',
        dispatcher,
        headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'ozonetel-connector' },
        body,
        signal: AbortSignal.timeout(TRY_TIMEOUT_MS),
      });
      const text = await readBeginning(response);
      const retryAfter = response.headers['retry-after'];
      return {
        judgement: judgeResponse(url, response.statusCode, text),
        status: response.statusCode,
        ...(typeof retryAfter === 'string' ? { retryAfter } : {}),
      };
    } catch (error) {
      if (error instanceof AddressRefusedError) return { judgement: 'retry', error: 'address_refused' };
      return { judgement: 'retry', error: codeOf(error) };
    }
  };
}

/** What is said decides only with a 409; whatever else is said, or broken off, changes nothing. */
async function readBeginning({ statusCode, body }: Dispatcher.ResponseData): Promise<string> {
  if (statusCode !== 409) {
    await body.dump({ limit: READ_CHARACTERS }).catch(() => undefined);
    return '';
  }
  let text = '';
  for await (const chunk of body as AsyncIterable<Buffer>) {
    text += chunk.toString('latin1');
    if (text.length >= READ_CHARACTERS) break;
  }
  return text;
}

function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return 'unknown';
  if ('code' in error && typeof error.code === 'string') return error.code;
  return 'name' in error ? String(error.name) : 'unknown';
}

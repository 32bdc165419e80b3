import { request, type Dispatcher } from 'undici';
import { basicAuthOf } from '../net/basic-auth';
import { beforeFirstByte } from '../net/first-byte';
import { AddressRefusedError } from '../net/guarded-agent';
import { limitInformational } from '../net/informational-limit';
import { codeOrName } from '../observe/error-code';
import { isBodyDecisive, judgeResponse, type Judgement } from './judge-response';
import { readBeginning } from './read-beginning';

export interface PostResult {
  readonly judgement: Judgement;
  readonly status?: number;
  /** A code, never what the receiver said. */
  readonly error?: string;
  readonly retryAfter?: string;
}

/** @param begin called right before the first byte; nothing is sent where it throws */
export type PostEvent = (
  url: string,
  headers: Record<string, string>,
  body: string,
  begin: () => void,
) => Promise<PostResult>;

/** Milliseconds that one attempt may take, from the look-up to the end of what is read of the answer. */
export const TRY_TIMEOUT_MS = 15_000;
/** What is read of a body that decides nothing, so that its connection can be used again. */
const DUMPED_BYTES = 4096;

export function createPostEvent(dispatcher: Dispatcher): PostEvent {
  return async (url, headers, body, begin) => {
    try {
      const response = await request(url, {
        method: 'POST',
        dispatcher: beforeFirstByte(dispatcher, begin),
        headers: {
          ...basicAuthOf(new URL(url)),
          ...headers,
          'content-type': 'application/json',
          'user-agent': 'ozonetel-connector',
        },
        body,
        onInfo: limitInformational(),
        signal: AbortSignal.timeout(TRY_TIMEOUT_MS),
      });
      const beginning = await readDeciding(url, response);
      const retryAfter = response.headers['retry-after'];
      return {
        judgement: judgeResponse(url, response.statusCode, beginning),
        status: response.statusCode,
        ...(typeof retryAfter === 'string' ? { retryAfter } : {}),
      };
    } catch (error) {
      if (error instanceof AddressRefusedError) return { judgement: 'retry', error: 'address_refused' };
      return { judgement: 'retry', error: codeOrName(error) };
    }
  };
}

/** Whatever is said, or broken off, in a body that decides nothing changes nothing. */
async function readDeciding(url: string, response: Dispatcher.ResponseData): Promise<string | undefined> {
  if (isBodyDecisive(url, response.statusCode))
    return readBeginning(response.body, response.headers['content-encoding']);
  await response.body.dump({ limit: DUMPED_BYTES }).catch(() => undefined);
  return '';
}

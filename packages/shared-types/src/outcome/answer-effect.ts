import type { VendorCode } from './codes';
import type { Answer } from './read-answer';

/** What a reply does to its upload; `waiting`: back for the next slot. */
export interface ReplyEffect {
  readonly state: 'processing' | 'rejected' | 'waiting' | 'unconfirmed';
  readonly code: VendorCode;
}

/** What a callback does to its upload; `recorded`: it is kept, and nothing changes. */
export type CallbackEffect = 'succeeded' | 'failed' | 'recorded';

/** What the vendor says of an upload that is under way or done, so never the reason of a refusal. */
const GOOD_CODES: readonly VendorCode[] = ['processing', 'uploaded'];

/**
 * The effect of the vendor's immediate answer (design.md, "What an answer does to the upload"). Where it is
 * no answer, or says two things at once, the file may be in: `unconfirmed`.
 */
export function replyEffect({ status, code }: Answer): ReplyEffect {
  if (status === 'success') return { state: 'processing', code };
  if (GOOD_CODES.includes(code) || (code === 'unrecognised' && status === 'missing')) {
    return { state: 'unconfirmed', code: 'unrecognised' };
  }
  return { state: code === 'request_limit_exhausted' ? 'waiting' : 'rejected', code };
}

/** The effect of a callback (design.md, the same table). */
export function callbackEffect(answer: Answer): CallbackEffect {
  if (answer.code === 'uploaded') return answer.status === 'success' ? 'succeeded' : 'recorded';
  if (answer.code === 'processing') return 'recorded';
  if (answer.code === 'unrecognised') return answer.status === 'error' ? 'failed' : 'recorded';
  return 'failed';
}

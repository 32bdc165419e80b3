import type { Outcome } from '../connector/upload';
import type { OutcomeCode, VendorCode } from './codes';
import type { Answer } from './read-answer';

/** What a reply does to its upload; `waiting`: it is sent again in the account's next slot. */
export interface ReplyEffect {
  readonly state: 'processing' | 'succeeded' | 'rejected' | 'waiting' | 'unconfirmed';
  readonly code: OutcomeCode;
}

/** What a callback does to its upload; `recorded`: it is kept, and nothing changes. */
export type CallbackEffect = 'succeeded' | 'failed' | 'recorded';

/** What the vendor says of an upload that is under way or done, so never the reason of a refusal. */
const GOOD_CODES: readonly VendorCode[] = ['processing', 'uploaded'];

/**
 * The effect of the vendor's immediate answer, by the table in docs/ozonetel-api.md. If it is no answer, or says
 * two things at once, the file may have been accepted: `unconfirmed`. A stop ends with its reply: it carries no
 * contacts, so the vendor's complaint about an empty file does not tell whether the campaign was stopped.
 */
export function replyEffect({ status, code }: Answer, action?: 'start' | 'stop'): ReplyEffect {
  if (status === 'success')
    return action === 'stop' ? { state: 'succeeded', code: 'stopped' } : { state: 'processing', code };
  if (GOOD_CODES.includes(code) || (code === 'unrecognised' && status === 'missing'))
    return { state: 'unconfirmed', code: 'unrecognised' };
  if (code === 'request_limit_exhausted') return { state: 'waiting', code };
  if (action === 'stop' && code === 'file_empty') return { state: 'unconfirmed', code };
  return { state: 'rejected', code };
}

/** The effect of a callback, by the same table. */
export function callbackEffect(answer: Answer): CallbackEffect {
  if (answer.code === 'uploaded') return answer.status === 'success' ? 'succeeded' : 'recorded';
  if (answer.code === 'processing') return 'recorded';
  if (answer.code === 'unrecognised') return answer.status === 'error' ? 'failed' : 'recorded';
  return 'failed';
}

/** The outcome in the vendor's own words: a reply's with its effect, or a callback's with its own code. */
export function answerOutcome(
  answer: Answer,
  effect: ReplyEffect | Exclude<CallbackEffect, 'recorded'> | 'unconfirmed',
): Outcome {
  const [state, code, source] =
    typeof effect === 'string'
      ? [effect, answer.code, 'callback' as const]
      : [effect.state, effect.code, 'reply' as const];
  return {
    status: state === 'succeeded' || state === 'processing' ? 'success' : 'error',
    code,
    message: answer.message,
    ...(answer.rows === undefined ? {} : { rows: [...answer.rows] }),
    source,
  };
}

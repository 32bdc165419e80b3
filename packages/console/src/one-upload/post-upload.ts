import { ApiProblem } from '../api/api-problem';
import { api, call, type Schema } from '../api/call';

/** Milliseconds before each further try, while the connector does not answer or is restarting. */
const RETRY_AFTER_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 30_000];

/**
 * Gives an upload to the connector. It is tried again while nobody answers: with the same key, no try makes a second
 * upload.
 * @param body made for each attempt: JSON, or a form
 * @throws ApiProblem
 */
export async function postUpload(
  body: () => string | FormData,
  idempotencyKey: string,
): Promise<Schema<'Upload'>> {
  for (const delayMs of RETRY_AFTER_MS) {
    try {
      return await postOnce(body, idempotencyKey);
    } catch (error) {
      if (!isTemporary(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, delayMs));
    }
  }
  return postOnce(body, idempotencyKey);
}

/** A late answer is not waited for again: the user has waited long enough. */
function isTemporary(error: unknown): boolean {
  return error instanceof ApiProblem && error.mayBeDone && error.code !== 'late';
}

function postOnce(body: () => string | FormData, idempotencyKey: string): Promise<Schema<'Upload'>> {
  return call(() => {
    const content = body();
    return api.POST('/v1/uploads', {
      // What is sent is what the serializer returns.
      body: {} as never,
      bodySerializer: () => content,
      headers: {
        'Idempotency-Key': idempotencyKey,
        ...(typeof content === 'string' ? { 'Content-Type': 'application/json' } : {}),
      },
    });
  });
}

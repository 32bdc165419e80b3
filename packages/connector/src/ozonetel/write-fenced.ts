import { PassThrough } from 'node:stream';
import type FormData from 'form-data';

/** Whether this process may still write the request: another may have taken the send for broken. */
export interface SendFence {
  /** Called once, as soon as the connection is established. */
  mayBegin(): Promise<boolean>;
  /** Called immediately before the first byte. */
  isFresh(): boolean;
  /** Called before every further chunk. */
  mayGoOn(): boolean;
}

/** Nothing was written: the process stood still for longer than its lease, and the send may be tried again. */
export class NotBegunError extends Error {}

class LeaseLostError extends Error {
  readonly code = 'LEASE_LOST';
}

/**
 * The body of a request. undici asks for it when the connection is there, and writes the head of the request
 * together with its first piece: what is refused here leaves no byte behind.
 * @throws NotBegunError
 */
export async function* writeFenced(form: FormData, fence: SendFence): AsyncGenerator<Buffer> {
  if (!(await fence.mayBegin())) throw new NotBegunError();
  const body = new PassThrough();
  form.once('error', (error) => body.destroy(error));
  form.pipe(body);
  let isBegun = false;
  for await (const piece of body as AsyncIterable<Buffer>) {
    if (!isBegun && !fence.isFresh()) throw new NotBegunError();
    if (!fence.mayGoOn()) throw new LeaseLostError('The send is considered broken.');
    isBegun = true;
    yield piece;
  }
}

import { API_KEY } from '../../test/harness/test-connector';
import type { Reply, Target } from '../target';

type Ending = 'wait' | 'reset';

/** Milliseconds to wait for an answer to bytes that are perhaps no request at all. */
const PATIENCE_MS = 45_000;

/**
 * Writes bytes as they are on a connection of its own; `@KEY` stands for the connector's key. Then waits for
 * an answer or for the connection to end, or resets it.
 */
export async function withPlainText(target: Target, text: string | Buffer, ending: Ending): Promise<Reply> {
  const socket = await target.dial();
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += chunk.toString('latin1')));
  const bytes = typeof text === 'string' ? text.replaceAll('@KEY', API_KEY) : text;
  await new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
    socket.write(bytes, () => resolve());
  });
  // Not events.once: an error of the connection is one way of its end here.
  const closed = new Promise<'closed'>((resolve) => {
    if (socket.closed) resolve('closed');
    else socket.once('close', () => resolve('closed'));
  });
  if (ending === 'reset') socket.resetAndDestroy();
  const giveUp = setTimeout(() => socket.destroy(new Error('no answer')), PATIENCE_MS);
  const late = new Promise<'no answer'>((resolve) =>
    socket.once('error', (error) => {
      if (error.message === 'no answer') resolve('no answer');
    }),
  );
  const answered = new Promise<void>((resolve) => socket.once('data', () => resolve()));
  const end = await Promise.race([
    late,
    closed,
    ...(ending === 'wait' ? [answered.then(() => 'closed' as const)] : []),
  ]);
  clearTimeout(giveUp);
  socket.destroy();
  const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1];
  return {
    status: status === undefined ? end : Number(status),
    headers: {},
    bytes: answer.length,
    text: answer.slice(0, 1_000),
  };
}

import { Writable } from 'node:stream';
import { createLogDestination } from '../src/observe/log-destination';

/** A stream that fails, waits or writes as its test says. */
function createSink() {
  const written: string[] = [];
  const waiting: (() => void)[] = [];
  const sink = { mode: 'write' as 'write' | 'fail' | 'wait', written, waiting };
  const stream = new Writable({
    autoDestroy: false,
    decodeStrings: false,
    write(chunk: string, _encoding, callback) {
      if (sink.mode === 'fail') callback(Object.assign(new Error('full'), { code: 'ENOSPC' }));
      else if (sink.mode === 'wait') waiting.push(() => callback(null));
      else {
        written.push(chunk);
        callback(null);
      }
    },
  });
  return { sink, stream };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

it('a log whose reader has stopped keeps a megabyte, drops and counts the rest, and says so later', async () => {
  const { sink, stream } = createSink();
  const log = createLogDestination(stream);
  sink.mode = 'wait';
  const line = `${'x'.repeat(99_999)}\n`;
  for (let count = 0; count < 50; count += 1) log.write(line);
  expect(log.droppedLines()).toBe(40);
  sink.mode = 'write';
  sink.waiting.forEach((release) => release());
  await settled();
  log.write('after\n');
  await settled();
  expect(sink.written.at(-1)).toMatch(/"msg":"40 log lines were dropped"}\nafter\n$/);
  log.write('and on\n');
  await settled();
  expect(sink.written.at(-1)).toBe('and on\n');
  expect(log.droppedLines()).toBe(40);
});

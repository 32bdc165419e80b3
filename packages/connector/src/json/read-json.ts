import { setImmediate as nextTurn } from 'node:timers/promises';
import { JsonReader, type JsonList } from './json-reader';

/** Reads a JSON document from its bytes. @throws JsonError */
export type ReadJson = (content: AsyncIterable<Uint8Array>, list?: JsonList) => Promise<unknown>;

/** Parsed at once: a few milliseconds, whatever the bytes say. */
const SLICE_BYTES = 16 * 1024;

/**
 * Documents that are read at the same time take turns, a slice each, with a turn of the event loop between: other
 * requests wait for one slice, however many documents there are.
 */
export function createReadJson(): ReadJson {
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => void): Promise<void> => {
    const turn = last.then(work);
    last = turn.then(
      () => nextTurn(),
      () => nextTurn(),
    );
    return turn;
  };
  return async (content, list) => {
    const reader = new JsonReader(list);
    for await (const chunk of content) {
      for (let start = 0; start < chunk.length; start += SLICE_BYTES) {
        const slice = chunk.subarray(start, start + SLICE_BYTES);
        await inTurn(() => reader.write(slice));
      }
    }
    return reader.end();
  };
}

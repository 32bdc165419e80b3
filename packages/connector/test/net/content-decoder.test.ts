import { setImmediate } from 'node:timers/promises';
import { zstdCompressSync } from 'node:zlib';
import { createContentDecoder } from '../../src/net/content-decoder';

const LINES = Array.from({ length: 200 }, (_, index) => `98450${index},${'x'.repeat(index * 90)}\n`);
const FRAMES = Buffer.concat(LINES.map((line) => zstdCompressSync(line)));

/** What a reader gets that is slower than the decoder. */
async function readSlowly(content: Buffer, pieceBytes: number): Promise<string> {
  const decoder = createContentDecoder('zstd')!;
  for (let first = 0; first < content.length; first += pieceBytes)
    decoder.write(content.subarray(first, first + pieceBytes));
  decoder.end();
  let text = '';
  for await (const piece of decoder as AsyncIterable<Buffer>) {
    for (let turn = 0; turn < 10; turn += 1) await setImmediate();
    text += piece.toString();
  }
  return text;
}

describe('a body of many zstd frames that is read slowly', () => {
  it.each([1, 7, 100, 1_000, 4_000, 100_000])('is read whole in pieces of %d bytes', async (pieceBytes) => {
    expect(await readSlowly(FRAMES, pieceBytes)).toBe(LINES.join(''));
  });

  it.each([1, 7, 100, 1_000, 4_000, 100_000])(
    'is refused in pieces of %d bytes if its last byte is missing',
    async (pieceBytes) => {
      await expect(readSlowly(FRAMES.subarray(0, -1), pieceBytes)).rejects.toThrow('unexpected end of file');
    },
  );
});

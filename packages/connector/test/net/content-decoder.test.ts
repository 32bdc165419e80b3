import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { createContentDecoder } from '../../src/net/content-decoder';

const LINES = Array.from({ length: 200 }, (_, index) => `98450${index},${'x'.repeat(index * 90)}\n`);
const COMPRESS = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync, zstd: zstdCompressSync };
type Coding = keyof typeof COMPRESS;
const CODINGS = Object.keys(COMPRESS) as Coding[];

function membersOf(coding: Coding): Buffer {
  return Buffer.concat(LINES.map((line) => COMPRESS[coding](line)));
}

function decode(coding: Coding, content: Buffer): Readable {
  return createContentDecoder(coding)!.end(content);
}

/** What a reader gets that is slower than the decoder. */
async function readSlowly(coding: Coding, content: Buffer, pieceBytes: number): Promise<string> {
  const decoder = createContentDecoder(coding)!;
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

describe.each(CODINGS)('a body of many members in %s that is read slowly', (coding) => {
  const members = membersOf(coding);

  it.each([1, 7, 100, 1_000, 4_000, 100_000])('is read whole in pieces of %d bytes', async (pieceBytes) => {
    expect(await readSlowly(coding, members, pieceBytes)).toBe(LINES.join(''));
  });

  it.each([1, 7, 100, 1_000, 4_000, 100_000])(
    'is refused in pieces of %d bytes if its last byte is missing',
    async (pieceBytes) => {
      await expect(readSlowly(coding, members.subarray(0, -1), pieceBytes)).rejects.toThrow(
        'unexpected end of file',
      );
    },
  );

  it('is read whole where zeros fill it up', async () => {
    const filled = Buffer.concat([members, Buffer.alloc(512)]);
    expect(await readSlowly(coding, filled, 100_000)).toBe(LINES.join(''));
  });

  it.each([1, 7, 100_000])('is refused in pieces of %d bytes where a text follows it', async (pieceBytes) => {
    const followed = Buffer.concat([members, Buffer.from('9845012347,Mira\n')]);
    await expect(readSlowly(coding, followed, pieceBytes)).rejects.toThrow();
  });

  it.each([1, 7, 100_000])(
    'is refused in pieces of %d bytes where a member follows the zeros',
    async (pieceBytes) => {
      const followed = Buffer.concat([members, Buffer.alloc(512), COMPRESS[coding]('9845012347,Mira\n')]);
      await expect(readSlowly(coding, followed, pieceBytes)).rejects.toThrow();
    },
  );

  it('is refused where more zeros follow than any program writes', async () => {
    const filled = Buffer.concat([members, Buffer.alloc(100_000)]);
    await expect(readSlowly(coding, filled, 10_000)).rejects.toThrow('behind the end');
  });
});

// A decoder of zstd does not say that a frame has ended with a piece, and takes what comes next for another.
it.each<Coding>(['gzip', 'deflate', 'br'])(
  'zeros behind a body in %s change nothing, wherever it is cut on the way',
  async (coding) => {
    const filled = Buffer.concat([membersOf(coding), Buffer.alloc(512)]);
    for (const pieceBytes of [1, 7])
      expect(await readSlowly(coding, filled, pieceBytes)).toBe(LINES.join(''));
  },
);

it.each<Coding>(['deflate', 'br', 'zstd'])(
  'a line end behind a body in %s changes nothing',
  async (coding) => {
    const content = Buffer.concat([membersOf(coding), Buffer.from('\r\n')]);
    expect(await readSlowly(coding, content, 100_000)).toBe(LINES.join(''));
  },
);

describe('a body of too many members', () => {
  it('is refused where they hold nothing', async () => {
    await expect(readSlowly('br', Buffer.alloc(1001, 0x06), 1001)).rejects.toThrow('Too many members');
  });

  it('is refused where each holds a byte', async () => {
    const members = Buffer.concat(Array<Buffer>(1_500).fill(zstdCompressSync('x')));
    await expect(buffer(decode('zstd', members))).rejects.toThrow('Too many members');
  });

  it('is read where they are as large as programs write them', async () => {
    const member = zstdCompressSync(randomBytes(17_000));
    const members = Buffer.concat(Array<Buffer>(1_200).fill(member));
    expect((await buffer(decode('zstd', members))).length).toBe(1_200 * 17_000);
  });
});

it('small pieces do not keep the memory of large ones', async () => {
  const members = Buffer.concat(Array<Buffer>(100).fill(zstdCompressSync('x')));
  for await (const piece of decode('zstd', members) as AsyncIterable<Buffer>)
    expect(piece.buffer.byteLength).toBeLessThanOrEqual(Buffer.poolSize);
});

import { Duplex } from 'node:stream';
import type { Zlib } from 'node:zlib';
import { isOnlyFilling } from '@ozonetel-bulk-upload/shared-types';

type Done = (error?: Error | null) => void;
type Decoder = Duplex & Zlib;

/** A body has too many members, or too much filling behind the last. */
export class MembersError extends Error {
  override readonly name = 'MembersError';
}

/** Members of a body, beyond one for so many of its bytes: each costs a decoder, and may be a single byte. */
const FREE_MEMBERS = 1000;
const BYTES_PER_MEMBER = 16 * 1024;
/** A piece that is a smaller part of its memory is copied: who collects pieces would keep all of that memory. */
const KEPT_PART = 1 / 4;
/** Zeros and line ends behind the last member, as programs write them that fill up blocks. */
const MAX_FILLING_BYTES = 64 * 1024;

/**
 * Undoes a coding whose body may have many members, one behind the other, such as the frames of zstd (RFC 8878, 3). A
 * decoder of Node drops what stands behind the end of one: that is given to another decoder, which fails if it is not a
 * member. Only zeros and line ends may stand behind the last; Node's decoder of gzip refuses line ends that come in one
 * piece with its end, and that of zstd any of them that come in another piece.
 */
export class CodedMembers extends Duplex {
  #decoder: Decoder;
  #members = 1;
  /** Bytes of the members before the current one. */
  #endedBytes = 0;
  /** Whether no member has begun behind the one that ended. */
  #isBetween = false;
  /** What stands there and may be no more than filling. */
  #filling: Buffer[] = [];
  #fillingBytes = 0;
  /** What the decoder was given last, and how much it had taken before that. */
  #chunk: Buffer = Buffer.alloc(0);
  #before = 0;
  #done: Done = () => undefined;
  #isFinal = false;

  constructor(private readonly createDecoder: () => Decoder) {
    super();
    this.#decoder = this.#begin();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#chunk = chunk;
    this.#done = done;
    this.#take();
  }

  override _final(done: Done): void {
    this.#isFinal = true;
    if (this.#isBetween) this.push(null);
    else this.#decoder.end();
    done();
  }

  override _read(): void {
    this.#decoder.resume();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#decoder.destroy();
    done(error);
  }

  #begin(): Decoder {
    const decoder = this.createDecoder();
    decoder.on('data', (piece: Buffer) => {
      if (!this.push(compact(piece))) decoder.pause();
    });
    decoder.on('end', () => this.#ended());
    decoder.on('error', (error) => this.destroy(error));
    return decoder;
  }

  #take(): void {
    if (!this.#isBetween) this.#give();
    else if (isOnlyFilling(this.#chunk)) this.#holdFilling();
    else this.#beginNext();
  }

  #holdFilling(): void {
    this.#filling.push(this.#chunk);
    this.#fillingBytes += this.#chunk.length;
    if (this.#fillingBytes <= MAX_FILLING_BYTES) this.#done();
    else this.destroy(new MembersError('Too many bytes stand behind the end of the body.'));
  }

  /** A member may begin with bytes that look like filling. */
  #beginNext(): void {
    this.#chunk = Buffer.concat([...this.#filling, this.#chunk]);
    this.#filling = [];
    this.#fillingBytes = 0;
    this.#isBetween = false;
    this.#decoder = this.#begin();
    this.#give();
  }

  /**
   * A decoder calls back when it has taken all, when its member has ended before that, and when it is destroyed. In the
   * second case its end follows, once what it gave is read.
   */
  #give(): void {
    const decoder = this.#decoder;
    this.#before = decoder.bytesWritten;
    decoder.write(this.#chunk, () => {
      const isCurrent = decoder === this.#decoder && !decoder.destroyed;
      if (isCurrent && this.#takenBytes() === this.#chunk.length) this.#done();
    });
  }

  #takenBytes(): number {
    return this.#decoder.bytesWritten - this.#before;
  }

  #ended(): void {
    if (this.#isFinal) {
      this.push(null);
      return;
    }
    this.#chunk = this.#chunk.subarray(this.#takenBytes());
    this.#endedBytes += this.#decoder.bytesWritten;
    this.#decoder.destroy();
    this.#isBetween = true;
    this.#members += 1;
    if (this.#members <= FREE_MEMBERS + this.#endedBytes / BYTES_PER_MEMBER) this.#take();
    else this.destroy(new MembersError('Too many members stand in the body.'));
  }
}

function compact(piece: Buffer): Buffer {
  return piece.length < piece.buffer.byteLength * KEPT_PART ? Buffer.from(piece) : piece;
}

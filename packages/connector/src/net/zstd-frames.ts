import { Duplex } from 'node:stream';
import { createZstdDecompress, type ZstdDecompress } from 'node:zlib';

type Done = (error?: Error | null) => void;

/**
 * Undoes zstd. A body may have many frames (RFC 8878, 3), and Node's decoder drops what stands behind the end of one in
 * the same chunk: that is given to another decoder.
 */
export class ZstdFrames extends Duplex {
  #decoder = this.#begin();
  /** What the decoder was given last, and how much it had taken before that. */
  #chunk: Buffer = Buffer.alloc(0);
  #before = 0;
  #done: Done = () => undefined;
  #isFinal = false;

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#chunk = chunk;
    this.#done = done;
    this.#give();
  }

  override _final(done: Done): void {
    this.#isFinal = true;
    this.#decoder.end();
    done();
  }

  override _read(): void {
    this.#decoder.resume();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#decoder.destroy();
    done(error);
  }

  #begin(): ZstdDecompress {
    const decoder = createZstdDecompress();
    decoder.on('data', (piece: Buffer) => {
      if (!this.push(piece)) decoder.pause();
    });
    decoder.on('end', () => this.#ended());
    decoder.on('error', (error) => this.destroy(error));
    return decoder;
  }

  /**
   * A decoder calls back when it has taken all, when its frame has ended before that, and when it is destroyed. In the
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
    const ended = this.#decoder;
    this.#chunk = this.#chunk.subarray(this.#takenBytes());
    this.#decoder = this.#begin();
    ended.destroy();
    this.#give();
  }
}

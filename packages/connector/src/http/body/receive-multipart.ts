import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { decodeText, invalidBody, ProblemError } from '@ozonetel-bulk-upload/shared-types';
import type { Request } from 'express';
import { within } from '../within';
import type { BodyDeadlines } from './arriving-chunks';
import { readBody } from './read-body';

export interface Parts<File> {
  /** The part `request`. */
  readonly text: string | undefined;
  /** What `store` made of the part `file`. */
  readonly file: File | undefined;
}

interface Receiver<File> {
  readonly maxFileBytes: number;
  readonly deadlines: BodyDeadlines;
  /**
   * Takes the part `file`; if its stream fails, it leaves nothing behind.
   * @param text the part `request`, where that came first
   */
  readonly store: (content: Readable, text: Promise<string> | undefined) => Promise<File>;
  /** Undoes `store`, for a request that turns out to be refused. */
  readonly remove: (file: File) => Promise<void>;
}

const MAX_REQUEST_PART_BYTES = 1024 * 1024;
/** Boundaries, headers, and parts that nobody asked for. */
const MAX_OVERHEAD_BYTES = 1024 * 1024;
const MAX_PARTS = 8;

/**
 * Reads the parts `request` and `file` of a multipart body; the file is stored while it comes. Every stream that the
 * parser hands out fails or ends here, at whatever byte the body breaks off.
 * @throws ProblemError
 */
export async function receiveMultipart<File>(
  request: Request,
  receiver: Receiver<File>,
): Promise<Parts<File>> {
  const found = new FoundParts(receiver);
  const limits = {
    maxBytes: receiver.maxFileBytes + MAX_REQUEST_PART_BYTES + MAX_OVERHEAD_BYTES,
    advice: `the part file may have ${receiver.maxFileBytes} bytes (FETCH_MAX_BYTES).`,
  };
  const busboy = createBusboy(request, receiver.maxFileBytes);
  const body = readBody(request, limits, receiver.deadlines);
  found.listenTo(busboy);
  // What is behind the last part that is taken costs nobody's time; it is drained when it has been answered.
  busboy.on('partsLimit', () => body.destroy(invalidPart('', `At most ${MAX_PARTS} parts are taken.`)));
  const passed = pipeline(body, busboy);
  try {
    await Promise.race([passed, found.storageFailure]);
  } catch (error) {
    // It ends once the parser has been let go, which may wait for the next byte.
    passed.catch(() => undefined);
    body.destroy(asError(error));
    await found.discard(error);
    if (error instanceof StorageError) throw error.cause;
    if (error instanceof ProblemError) throw error;
    throw new ProblemError('invalid_body', 'The multipart body is broken off or malformed.');
  }
  return found.settle();
}

/** What was to keep the part `file` failed, while its bytes were all right. */
class StorageError extends Error {
  override readonly name = 'StorageError';
}

/** Milliseconds that a file which is given up may take to end; after that it is removed when it does. */
const GIVE_UP_MS = 2_000;

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('the body was refused');
}

function createBusboy(request: Request, maxFileBytes: number): BusboyInstance {
  try {
    return new Busboy({
      headers: { ...request.headers, 'content-type': request.get('content-type') ?? '' },
      limits: { fileSize: maxFileBytes, parts: MAX_PARTS },
      // As a field it would be taken for UTF-8, whatever its first bytes say.
      isPartAFile: (name, mediaType, filename) =>
        name === 'request' || filename !== undefined || mediaType === 'application/octet-stream',
    });
  } catch {
    throw new ProblemError('invalid_body', 'The Content-Type of the multipart body has no valid boundary.');
  }
}

class FoundParts<File> {
  /** Rejects with a StorageError; the parser waits for a stream that nobody reads any more. */
  readonly storageFailure: Promise<never>;
  #failStorage: (error: StorageError) => void = () => undefined;
  readonly #receiver: Receiver<File>;
  readonly #streams: BusboyFileStream[] = [];
  /** Those that the body is to blame for. */
  readonly #streamErrors = new Set<unknown>();
  readonly #texts: Promise<string>[] = [];
  #stored: Promise<File> | undefined;
  #problem: ProblemError | undefined;

  constructor(receiver: Receiver<File>) {
    this.#receiver = receiver;
    this.storageFailure = new Promise((_, reject) => (this.#failStorage = reject));
    // It may come when the body has failed already.
    this.storageFailure.catch(() => undefined);
  }

  listenTo(busboy: BusboyInstance): void {
    // The parser may fail once more after the pipeline has let go of it.
    busboy.on('error', () => undefined);
    busboy.on('field', (name) => {
      if (name === 'file') this.#refuse(invalidPart('file', FILE_WITHOUT_NAME));
    });
    busboy.on('file', (name: string, stream: BusboyFileStream) => {
      // An unheard 'error' would end the process.
      stream.on('error', (error) => this.#streamErrors.add(error));
      this.#streams.push(stream);
      if (name === 'request') this.#addText(readText(stream));
      else if (name === 'file') this.#addFile(stream);
      else stream.resume();
    });
  }

  /** @throws ProblemError for parts that cannot be taken; what was stored of them is removed */
  async settle(): Promise<Parts<File>> {
    try {
      const [text] = await Promise.all(this.#texts);
      const file = await this.#stored;
      if (this.#problem !== undefined) throw this.#problem;
      return { text, file };
    } catch (error) {
      await this.discard(error);
      throw error;
    }
  }

  async discard(reason: unknown): Promise<void> {
    for (const stream of this.#streams) stream.destroy(asError(reason));
    await Promise.allSettled(this.#texts);
    // A disk or a database that hangs must not keep the caller waiting as well.
    await within(this.#removeStored(), GIVE_UP_MS, () => undefined);
  }

  async #removeStored(): Promise<void> {
    const [stored] = await Promise.allSettled([this.#stored]);
    if (stored.status === 'rejected' || stored.value === undefined) return;
    // If this fails, too, the sweep removes it.
    await this.#receiver.remove(stored.value).catch(() => undefined);
  }

  #addText(text: Promise<string>): void {
    // Awaited when the whole body has come.
    text.catch(() => undefined);
    this.#texts.push(text);
    if (this.#texts.length > 1) this.#refuse(invalidPart('request', TWICE('request')));
  }

  #addFile(stream: BusboyFileStream): void {
    if (this.#stored !== undefined) {
      this.#refuse(invalidPart('file', TWICE('file')));
      stream.resume();
      return;
    }
    stream.once('limit', () => this.#refuse(fileTooLarge(this.#receiver.maxFileBytes)));
    this.#stored = this.#receiver.store(stream, this.#texts[0]);
    this.#stored.catch((cause: unknown) => {
      if (!this.#streamErrors.has(cause)) this.#failStorage(new StorageError('not stored', { cause }));
    });
  }

  /** The first reason is the one that is given. */
  #refuse(problem: ProblemError): void {
    this.#problem ??= problem;
  }
}

const TWICE = (name: string) => `The part "${name}" appears more than once. Send it once.`;
const FILE_WITHOUT_NAME =
  'The part file has no filename: add one to its Content-Disposition, so that it is taken for a file.';

function invalidPart(path: string, message: string): ProblemError {
  return invalidBody([{ path, message }]);
}

function fileTooLarge(maxBytes: number): ProblemError {
  return new ProblemError(
    'body_too_large',
    `The part file is larger than ${maxBytes} bytes (FETCH_MAX_BYTES).`,
  );
}

function requestTooLarge(): ProblemError {
  return new ProblemError(
    'body_too_large',
    `The part request is larger than ${MAX_REQUEST_PART_BYTES} bytes: send contacts as the part file.`,
  );
}

/** A text in UTF-8 or UTF-16, with or without marks: PowerShell writes both. */
async function readText(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= MAX_REQUEST_PART_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (bytes > MAX_REQUEST_PART_BYTES) throw requestTooLarge();
  return decodeText(Buffer.concat(chunks)).utf8.toString();
}

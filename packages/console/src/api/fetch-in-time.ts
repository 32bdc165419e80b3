import { ApiProblem } from './api-problem';

/** Milliseconds that the connector may take to begin its answer, and then be silent. */
const LONGEST_MS = 30_000;
/** The same for contacts: the connector checks all of them first, and may have to download them. */
const LONGEST_OF_CONTACTS_MS = 240_000;
const NO_CONTENT = 204;
/** Bytes in a millisecond of the slowest connection that a file is sent over. */
const SLOWEST_BYTES_PER_MS = 50;

/**
 * A request that the connector has to answer in time: the more it sends, the later. Of a request alone nobody knows its
 * size.
 */
export class TimedRequest extends Request {
  readonly deadline: Deadline;

  constructor(input: RequestInfo | URL, init: RequestInit = {}) {
    const deadline = new Deadline(longestMs(init.body));
    const signals = init.signal ? [init.signal, deadline.signal] : [deadline.signal];
    super(input, { ...init, signal: AbortSignal.any(signals) });
    this.deadline = deadline;
  }
}

/** Ends a request, and the answer to it, where what is waited for does not come. */
class Deadline {
  readonly #ending = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ms: number) {
    this.restart(ms);
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  restart(ms: number): void {
    this.stop();
    this.#timer = setTimeout(() => this.#ending.abort(ApiProblem.late()), ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }
}

function longestMs(body: RequestInit['body']): number {
  if (!(body instanceof FormData)) return LONGEST_MS;
  const bytes = [...body.values()].reduce((sum, part) => sum + (part instanceof Blob ? part.size : 0), 0);
  return LONGEST_OF_CONTACTS_MS + bytes / SLOWEST_BYTES_PER_MS;
}

/**
 * Makes a request. Its answer may be long, and has to go on in time as well.
 * @throws ApiProblem where no answer comes, or not in time
 */
export async function fetchInTime(request: Request): Promise<Response> {
  if (!(request instanceof TimedRequest)) throw new Error('A request needs a deadline.');
  const { deadline, signal } = request;
  try {
    const response = await fetch(request);
    const { body, status } = response;
    // Chromium has a body for 204, which no response can be made with.
    return body === null || status === NO_CONTENT ? response : new Response(inTime(body, request), response);
  } catch {
    throw reasonOf(signal);
  } finally {
    deadline.stop();
  }
}

type Body = ReadableStream<Uint8Array<ArrayBuffer>>;

/** What comes of an answer. It is waited for only while somebody wants to read on. */
function inTime(body: Body, { deadline, signal }: TimedRequest): Body {
  const reader = body.getReader();
  return new ReadableStream({
    async pull(controller) {
      deadline.restart(LONGEST_MS);
      try {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch {
        controller.error(reasonOf(signal));
      } finally {
        deadline.stop();
      }
    },
    cancel: (reason) => reader.cancel(reason),
  });
}

/** Why there is no answer: the caller has ended it, it was late, or there is no connection. */
function reasonOf(signal: AbortSignal): unknown {
  return signal.aborted ? signal.reason : ApiProblem.unreachable();
}

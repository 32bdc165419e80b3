import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { ContactFileError } from '../../src/contact-file/contact-file-error';
import { createFetching, type Fetching } from './fetching';

let fetching: Fetching;
beforeAll(async () => {
  fetching = await createFetching();
});
afterAll(() => fetching.remove());

/** Two versions of a file, of which any piece tells to which one it belongs. */
const VERSIONS = ['a', 'b'].map((name) => Buffer.from(`PhoneNumber\n${`98765,${name}\n`.repeat(600)}`));

/** How a host answers one request. Its ETag is true, or not there: a lie in it nobody can see. */
interface Answer {
  readonly version: number;
  readonly etag: 'strong' | 'weak' | 'none';
  /** What a 206 says and sends beside the truth: bytes that are added to each. */
  readonly part: {
    readonly first: number;
    readonly last: number;
    readonly total: number;
    readonly sent: number;
  };
  readonly isRangeNamed: boolean;
  readonly ignoresRange: boolean;
  readonly coding: 'none' | 'gzip' | 'br' | 'claimed gzip' | 'claimed deflate' | 'claimed br' | 'unknown';
  /** Where the line breaks; undefined: it does not. */
  readonly breaksAt: number | undefined;
}

const offset = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: -700, max: 700 }) },
);
const answer: fc.Arbitrary<Answer> = fc.record({
  version: fc.constantFrom(0, 0, 0, 1),
  etag: fc.constantFrom('strong', 'strong', 'strong', 'weak', 'none'),
  part: fc.record({ first: offset, last: offset, total: offset, sent: offset }),
  isRangeNamed: fc.constantFrom(true, true, true, false),
  ignoresRange: fc.constantFrom(false, false, true),
  coding: fc.constantFrom(
    'none',
    'none',
    'none',
    'gzip',
    'br',
    'claimed gzip',
    'claimed deflate',
    'claimed br',
    'unknown',
  ),
  breaksAt: fc.option(fc.integer({ min: 0, max: 5_000 }), { nil: undefined }),
});

function give(answer: Answer, request: IncomingMessage, response: ServerResponse): void {
  const { version, etag, coding, part, breaksAt } = answer;
  const whole = VERSIONS[version] ?? Buffer.alloc(0);
  const headers: Record<string, string> = {};
  if (etag !== 'none') headers['etag'] = `${etag === 'weak' ? 'W/' : ''}"${version}"`;
  const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === headers['etag'];
  const from = Number(/\d+/.exec(request.headers['range'] ?? '')?.[0] ?? NaN);
  const isPart = Number.isFinite(from) && isSame && !answer.ignoresRange;
  let body = isPart ? whole.subarray(Math.max(0, from + part.first), whole.length + part.sent) : whole;
  if (isPart && answer.isRangeNamed) {
    const last = whole.length - 1 + part.last;
    headers['content-range'] = `bytes ${from + part.first}-${last}/${whole.length + part.total}`;
  }
  if (coding !== 'none') headers['content-encoding'] = coding.replace('claimed ', '');
  if (coding === 'gzip') body = gzipSync(body);
  if (coding === 'br') body = brotliCompressSync(body);
  if (!isPart) headers['content-length'] = String(body.length);
  response.on('error', () => undefined);
  response.writeHead(isPart ? 206 : 200, headers);
  if (breaksAt === undefined || breaksAt >= body.length) response.end(body);
  else response.write(body.subarray(0, breaksAt), () => response.destroy());
}

it('whatever a host answers, what is fetched is one version of the file, whole, or a refusal', async () => {
  let plan: readonly Answer[] = [];
  let asked = 0;
  const host = await fetching.serve((request, response) => {
    give(plan[Math.min(asked, plan.length - 1)]!, request, response);
    asked += 1;
  });
  let whole = 0;
  try {
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 4 }), async (answers) => {
        plan = answers;
        asked = 0;
        const fetched = await fetching
          .fetched(`http://${host}/`, { allowedHosts: [host] })
          .catch((error: unknown) => error);
        if (fetched instanceof ContactFileError) return;
        if (fetched instanceof Error) throw fetched;
        const { text } = fetched as { text: string };
        expect(VERSIONS.map(String)).toContain(text);
        whole += 1;
      }),
      { numRuns: 400 },
    );
  } finally {
    await fetching.closeServers();
  }
  expect(whole).toBeGreaterThan(50);
}, 120_000);

import fc from 'fast-check';
import { readAnswer, VENDOR_CODES } from '../../src';
import { ENCODINGS } from './answer-encodings';

describe('whatever the body', () => {
  const almostAnswers = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc
      .record({ status: fc.anything(), message: fc.anything(), data: fc.anything() })
      .map((value) => String(safeJson(value))),
    fc
      .array(
        fc.constantFrom(
          '"status"',
          ':',
          '"',
          '\\',
          '{',
          '}',
          '[',
          ']',
          'rows',
          '--b',
          '\r\n',
          'name=',
          '&',
          '=',
          '%',
        ),
      )
      .map((parts) => parts.join('')),
  );

  test('it is read without an error, and its status is one of three', () => {
    fc.assert(
      fc.property(almostAnswers, (body) => {
        const answer = readAnswer(body);
        expect(['success', 'error', 'missing']).toContain(answer.status);
        expect(VENDOR_CODES).toContain(answer.code);
      }),
      { numRuns: 2000 },
    );
  });

  test('the form it comes in changes nothing', () => {
    const wordOf = fc.stringMatching(/^[A-Za-z0-9 .,!?é-]{1,40}$/).map((text) => `a${text}z`);
    fc.assert(
      fc.property(
        fc.record({ status: fc.constantFrom('success', 'error', 'FAIL'), message: wordOf, campaign: wordOf }),
        fc.constantFrom(...ENCODINGS),
        (members, [, encode]) => {
          expect(readAnswer(encode(members))).toEqual(readAnswer(JSON.stringify(members)));
        },
      ),
    );
  });

  test.each([
    ['opened lists', 'rows ['.repeat(350_000)],
    ['colons and lists', ':['.repeat(1_000_000)],
    ['spaces behind a campaign', `rows [1] for campaign x${' '.repeat(2_000_000)}y`],
    ['spaces behind a bracket', `]${' '.repeat(2_000_000)}`],
    ['an unclosed member', `"status": "${'a'.repeat(2_000_000)}`],
    ['a long member', `"status": "${'a'.repeat(2_000_000)}" "message": "x"}`],
    ['escapes', `"status": "${'\\"'.repeat(1_000_000)}`],
    ['nested lists', '['.repeat(2_000_000)],
    ['nested objects', '{"data":'.repeat(250_000)],
    ['nested objects that close', `${'{"data":'.repeat(100_000)}{}${'}'.repeat(100_000)}`],
    ['form fields', 'a=1&'.repeat(500_000)],
    ['form fields that all differ', numbered(180_000, (index) => `f${index}=1`).join('&')],
    ['members that all differ', `{${numbered(140_000, (index) => `"k${index}":1`).join(',')}}`],
    ['rows', `Excess columns found at rows [${'1,'.repeat(1_000_000)}1] for campaign x`],
    ['boundaries', '--b\r\n'.repeat(400_000)],
    ['multipart parts', '--b\r\n\r\n'.repeat(250_000)],
    ['line breaks in multipart', `--b\r\n${'\r\n'.repeat(1_000_000)}`],
    ['apostrophes', "'".repeat(2_000_000)],
  ])('2 MiB of %s cost no others their time', (_, body) => {
    const before = process.threadCpuUsage();
    readAnswer(body);
    readAnswer(JSON.stringify({ status: 'error', message: body }));
    const { user, system } = process.threadCpuUsage(before);
    // Two reads, of which each may take a tenth of a second, on a machine that is half as fast.
    expect((user + system) / 1000).toBeLessThan(400);
  });
});

function numbered(count: number, make: (index: number) => string): string[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function safeJson(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

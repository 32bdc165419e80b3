import { z } from 'zod';
import {
  invalidBody,
  parseBody,
  PROBLEM_TYPES,
  ProblemError,
  problemSchema,
  type ProblemType,
} from '../../src';

test.each(Object.keys(PROBLEM_TYPES) as ProblemType[])(
  '%s is a problem of RFC 9457, with its status',
  (code) => {
    const problem = new ProblemError(code, 'What happened.').toProblem();
    expect(problemSchema.parse(problem)).toEqual({
      type: 'about:blank',
      title: PROBLEM_TYPES[code].title,
      status: PROBLEM_TYPES[code].status,
      detail: 'What happened.',
      code,
    });
  },
);

test.each<[ProblemType, number]>([
  ['invalid_body', 400],
  ['unauthorized', 401],
  ['not_found', 404],
  ['conflict', 409],
  ['idempotency_key_reused', 409],
])('%s answers %i', (code, status) => {
  expect(new ProblemError(code, '').toProblem().status).toBe(status);
});

test('a bad body names every fault, in the detail too', () => {
  const problem = invalidBody([
    { path: 'file.url', message: 'must be a URL' },
    { path: '', message: 'Give one source.' },
  ]).toProblem();
  expect(problem).toMatchObject({
    status: 400,
    code: 'invalid_body',
    detail: 'file.url: must be a URL. Give one source.',
    errors: [
      { path: 'file.url', message: 'must be a URL' },
      { path: '', message: 'Give one source.' },
    ],
  });
});

test('a body is parsed by its schema, or refused with the paths', () => {
  const schema = z.strictObject({ items: z.array(z.object({ id: z.int() })) });
  expect(parseBody(schema, { items: [{ id: 1 }] })).toEqual({ items: [{ id: 1 }] });
  expect(() => parseBody(schema, { items: [{ id: 1 }, { id: 'x' }], more: 1 })).toThrow(
    expect.objectContaining({
      errors: [
        expect.objectContaining({ path: 'items.1.id' }),
        { path: 'more', message: 'Unknown property.' },
      ],
    }) as Error,
  );
});

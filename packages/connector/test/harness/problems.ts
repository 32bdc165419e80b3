import { problemSchema, type Problem } from '@ozonetel-bulk-upload/shared-types';
import { FormData } from 'undici';
import type { Answer } from './test-connector';

/** A request with parts, as a client sends it; a string is no JSON on purpose. */
export function formOf(body: object | string, ...files: (string | Buffer)[]): FormData {
  const parts = new FormData();
  parts.append('request', typeof body === 'string' ? body : JSON.stringify(body));
  for (const content of files) {
    const part = typeof content === 'string' ? content : Uint8Array.from(content);
    parts.append('file', new Blob([part]), 'contacts.csv');
  }
  return parts;
}

/** Expects problem+json with all members; `paths` are those of its `errors`. */
export function expectProblem(answer: Answer, status: number, code: string, paths?: string[]): Problem {
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toMatch('application/problem+json');
  const problem = problemSchema.parse(answer.json);
  expect(problem).toMatchObject({ status, code, type: 'about:blank' });
  expect(problem.detail).not.toBe('');
  if (paths !== undefined) expect(problem.errors?.map(({ path }) => path).sort()).toEqual([...paths].sort());
  return problem;
}

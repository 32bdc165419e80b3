import { ApiProblem } from '../../src/api/api-problem';
import { describeFailure } from '../../src/pages/upload/send/describe-failure';

const REFUSED = new ApiProblem('The campaign needs a name.', 400, 'invalid_request');

test.each([
  ['comes in time', ApiProblem.late()],
  ['comes at all', ApiProblem.unreachable()],
  ['is the connector’s own', ApiProblem.of(undefined, 502)],
])('if no answer %s, the contacts may have been uploaded, also after they were changed', (_, problem) => {
  const failure = describeFailure(problem, 'upload');
  expect(failure).toMatchObject({ title: 'The contacts may have been uploaded', outlastsChanges: true });
  expect(failure.message).toContain(problem.message);
  expect(failure.message).toContain('Press the same button again: nothing is uploaded twice.');
});

test('what the connector has refused is not uploaded, until something is changed', () => {
  expect(describeFailure(REFUSED, 'start')).toEqual({
    title: 'Not uploaded',
    message: 'The campaign needs a name.',
    outlastsChanges: false,
  });
});

test('a check without an answer has uploaded nothing', () => {
  expect(describeFailure(ApiProblem.late(), 'check').title).toBe('Not uploaded');
});

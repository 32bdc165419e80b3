// In CI a test that fails is tried once more, and `.ci/run` names it at its end: a test that fails by chance is a bug to
// find, but not a reason to land nothing.
jest.retryTimes(1, { logErrorsBeforeRetry: true });

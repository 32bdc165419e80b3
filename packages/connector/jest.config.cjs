module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'connector',
  rootDir: __dirname,
  globalSetup: '<rootDir>/test/harness/global-setup.ts',
  globalTeardown: '<rootDir>/test/harness/global-teardown.ts',
};

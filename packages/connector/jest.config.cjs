const preset = require('../../jest.preset.cjs');

module.exports = {
  ...preset,
  displayName: 'connector',
  rootDir: __dirname,
  globalSetup: '<rootDir>/test/harness/global-setup.ts',
  globalTeardown: '<rootDir>/test/harness/global-teardown.ts',
  moduleNameMapper: {
    ...preset.moduleNameMapper,
    // TypeScript wants the name of the compiled file where it is loaded on demand.
    '^(\\.{1,2}/(?:.*/)?(?:pg-boss-engine|open-postgres))\\.js$': '$1',
  },
};

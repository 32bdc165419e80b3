const { availableParallelism } = require('node:os');
const preset = require('../../jest.preset.cjs');

module.exports = {
  ...preset,
  displayName: 'connector',
  rootDir: __dirname,
  // Most wait for frozen servers, killed processes and slow neighbours; Jest's own number is one less than the cores.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  globalSetup: '<rootDir>/test/harness/global-setup.ts',
  globalTeardown: '<rootDir>/test/harness/global-teardown.ts',
  moduleNameMapper: {
    ...preset.moduleNameMapper,
    // TypeScript wants the name of the compiled file where it is loaded on demand.
    '^(\\.{1,2}/(?:.*/)?(?:pg-boss-engine|open-postgres))\\.js$': '$1',
  },
};

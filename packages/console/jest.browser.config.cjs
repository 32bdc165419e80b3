// Needs a Chromium (install-chromium.mjs) and what `npm run build` makes: run it with npm run test:browser.
module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'console in a browser',
  rootDir: __dirname,
  testMatch: ['<rootDir>/test/browser/**/*.test.ts'],
  // Each file starts a browser, a connector and a simulator: several at once starve each other.
  maxWorkers: 1,
  // A guard against hanging: machines of CI are slow now and then.
  testTimeout: 180_000,
};

const preset = require('../../jest.preset.cjs');

// n8n-core tells every error of a test on the console otherwise.
process.env.N8N_LOG_LEVEL = 'silent';

module.exports = {
  ...preset,
  displayName: 'n8n-nodes-ozonetel',
  rootDir: __dirname,
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/'],
};

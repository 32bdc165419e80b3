const preset = require('../../jest.preset.cjs');

module.exports = {
  ...preset,
  displayName: 'n8n-nodes-ozonetel',
  rootDir: __dirname,
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/e2e/'],
};

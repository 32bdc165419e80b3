const preset = require('../../jest.preset.cjs');

/** The suite in a real n8n: `npm run test:e2e`, or with `-- --selectProjects n8n-2` in one of them. */
const inN8n = (displayName, manifestFolder, suite) => ({
  ...preset,
  displayName,
  rootDir: __dirname,
  testMatch: [`<rootDir>/test/e2e/${suite}.test.ts`],
  globals: { N8N_MANIFEST_FOLDER: `${__dirname}/${manifestFolder}` },
});

module.exports = {
  // Each suite has an n8n of its own, and waits for it more than it computes.
  maxWorkers: 2,
  testTimeout: 300_000,
  projects: [
    inN8n('n8n-2', '../n8n-runner/n8n-2', '@(suite|ssrf)'),
    inN8n('n8n-2-queue', '../n8n-runner/n8n-2', 'queue'),
    inN8n('n8n-1', '../n8n-runner/n8n-1', 'suite'),
  ],
};

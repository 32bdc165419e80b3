// What every package's tests share: TypeScript through swc, workspace packages from their sources.
module.exports = {
  testEnvironment: `${__dirname}/jest.environment.cjs`,
  // A guard against hanging, far above what any test needs: the machines of CI are slow now and then.
  testTimeout: 120_000,
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  setupFilesAfterEnv: process.env.CI ? [`${__dirname}/jest.retry.cjs`] : [],
  transform: {
    '^.+\\.m?[jt]s$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  // Published as ES modules alone.
  transformIgnorePatterns: [
    '/node_modules/(?!(@seriousme/openapi-schema-validator|kysely|pg-boss|hucre|serialize-error|non-error|rrule-temporal)/)',
  ],
  moduleNameMapper: {
    '^@ozonetel-bulk-upload/(shared-types|ozonetel-simulator|n8n-runner)$': `${__dirname}/packages/$1/src/index.ts`,
  },
};

/** `npm run test:attack`: what hostile clients, files and neighbours do to the built program. */
module.exports = {
  ...require('./jest.config.cjs'),
  displayName: 'attack',
  testMatch: ['<rootDir>/attack/**/*.test.ts'],
  testTimeout: 180_000,
};

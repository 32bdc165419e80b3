module.exports = {
  ...require('../../jest.preset.cjs'),
  displayName: 'ozonetel-simulator',
  rootDir: __dirname,
};

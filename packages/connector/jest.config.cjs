module.exports = { ...require('../../jest.preset.cjs'), displayName: 'connector', rootDir: __dirname };

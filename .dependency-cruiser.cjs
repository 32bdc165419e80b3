/** Import rules that a reader of the tree relies on; `npm run lint:imports` checks them. */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles-between-files',
      comment: 'A file that imports itself through others cannot be understood alone.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', 'dist'] },
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'require'] },
  },
};

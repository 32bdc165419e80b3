const SOURCE = 'packages/connector/src';

/**
 * The layers of the connector, from the top. A file imports from its own folder and from layers below;
 * within a layer it imports from the folders that come after its own.
 */
const LAYERS = [
  ['app'],
  ['http'],
  ['callback', 'delivery', 'event', 'upload', 'account'],
  ['contact-file', 'ozonetel', 'net', 'json'],
  ['config', 'jobs', 'store', 'crypto', 'observe'],
];

const FOLDERS = LAYERS.flat();

const layerRules = FOLDERS.slice(1).map((folder, index) => ({
  name: `${folder}-imports-downwards`,
  comment: `${folder}/ imports none of: ${FOLDERS.slice(0, index + 1).join(', ')}.`,
  severity: 'error',
  from: { path: `^${SOURCE}/${folder}/` },
  to: { path: `^${SOURCE}/(${FOLDERS.slice(0, index + 1).join('|')})/` },
}));

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
    {
      name: 'no-folder-outside-the-layers',
      comment: 'A new folder of the connector gets its place in LAYERS.',
      severity: 'error',
      from: {},
      to: { path: `^${SOURCE}/[^/]+/`, pathNot: `^${SOURCE}/(${FOLDERS.join('|')})/` },
    },
    ...layerRules,
    {
      name: 'outcomes-know-no-step',
      comment: 'Accepting, preparing and sending end in upload/outcome, which imports none of them.',
      severity: 'error',
      from: { path: `^${SOURCE}/upload/outcome/` },
      to: { path: `^${SOURCE}/upload/(accept|prepare|send)/` },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', 'dist'] },
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'require'] },
  },
};

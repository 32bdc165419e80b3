/**
 * The layers of the connector and of the node, from the top. A file imports from its own folder and from layers
 * below; within a layer it imports from the folders that come after its own.
 */
const LAYERED = [
  {
    owner: 'connector',
    source: 'packages/connector/src',
    layers: [
      ['app'],
      ['http'],
      ['report', 'callback', 'delivery', 'event', 'upload', 'account'],
      ['contact-file', 'ozonetel', 'config', 'net', 'json'],
      ['jobs', 'store', 'crypto', 'observe'],
    ],
  },
  {
    owner: 'node',
    source: 'packages/n8n-nodes-ozonetel/nodes',
    layers: [
      ['Ozonetel/resources', 'OzonetelTrigger'],
      ['Ozonetel/wait'],
      ['Ozonetel/connector', 'Ozonetel/direct'],
      ['Ozonetel/submission', 'Ozonetel/outcome', 'Ozonetel/contacts'],
      ['shared'],
    ],
  },
];

const layerRules = LAYERED.flatMap(({ owner, source, layers }) => {
  const folders = layers.flat();
  return folders.slice(1).map((folder, index) => ({
    name: `${owner}-${folder.replace('/', '-').toLowerCase()}-imports-downwards`,
    comment: `${folder}/ imports none of: ${folders.slice(0, index + 1).join(', ')}.`,
    severity: 'error',
    from: { path: `^${source}/${folder}/` },
    to: { path: `^${source}/(${folders.slice(0, index + 1).join('|')})/` },
  }));
});

const placeRules = LAYERED.map(({ owner, source, layers }) => ({
  name: `no-folder-outside-the-layers-of-the-${owner}`,
  comment: 'A new folder gets its place in LAYERED.',
  severity: 'error',
  from: {},
  to: {
    path: `^${source}/[^/]+/`,
    pathNot: [`^${source}/(${layers.flat().join('|')})/`, `^${source}/Ozonetel/[^/]+$`],
  },
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
    ...placeRules,
    ...layerRules,
    {
      name: 'programs-know-no-tests',
      comment: 'What is bundled imports nothing of its tests and benches.',
      severity: 'error',
      from: { path: '^packages/[^/]+/(src|nodes|credentials)/' },
      to: { path: '^packages/[^/]+/(test|bench|torture|attack|capture)/' },
    },
    {
      name: 'outcomes-know-no-step',
      comment: 'Accepting, preparing and sending end in upload/outcome, which imports none of them.',
      severity: 'error',
      from: { path: '^packages/connector/src/upload/outcome/' },
      to: { path: '^packages/connector/src/upload/(accept|prepare|send)/' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', 'dist'] },
    tsConfig: { fileName: 'tsconfig.base.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'require'] },
  },
};

import nx from '@nx/eslint-plugin';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Which package may import which: contracts are at the bottom, and applications meet over HTTP. */
const PACKAGE_IMPORTS = [
  { sourceTag: 'type:contracts', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'type:runner', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'type:simulator', onlyDependOnLibsWithTags: ['type:contracts'] },
  { sourceTag: 'type:service', onlyDependOnLibsWithTags: ['type:contracts', 'type:simulator'] },
  { sourceTag: 'type:web', onlyDependOnLibsWithTags: ['type:contracts'] },
  { sourceTag: 'type:node', onlyDependOnLibsWithTags: ['type:contracts', 'type:simulator', 'type:runner'] },
  { sourceTag: 'type:demo', onlyDependOnLibsWithTags: ['*'] },
];

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/*.cjs', '**/*.d.ts'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': ['error', { depConstraints: PACKAGE_IMPORTS }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'max-lines': ['error', { max: 300, skipComments: true, skipBlankLines: true }],
      'max-lines-per-function': ['error', { max: 80, skipComments: true, skipBlankLines: true }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    // n8n's own rules, for the package, are excused there; here they are not known.
    files: ['packages/n8n-nodes-ozonetel/test/**'],
    linterOptions: { reportUnusedDisableDirectives: 'off' },
  },
  {
    // The suites start the built connector, and use the harness of its tests, which is no package.
    files: ['**/{test,bench,capture}/**'],
    rules: { '@nx/enforce-module-boundaries': 'off' },
  },
  {
    // A migration is SQL, and one text.
    files: ['**/migrations/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    files: ['**/test/**', '**/bench/**', '**/torture/**'],
    rules: {
      'max-lines-per-function': 'off',
      'max-lines': 'off',
      'no-console': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_$' }],
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
    },
  },
  {
    // Scripts that run without a build: no types to check, and the console is their screen.
    files: ['**/*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off', 'no-undef': 'error' },
  },
);

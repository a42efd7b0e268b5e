import { defineConfig, globalIgnores } from 'eslint/config';
import globals from 'globals';
import compat from 'eslint-plugin-compat';
import svelte from 'eslint-plugin-svelte';
import ts from 'typescript-eslint';

/** Packages whose answer must depend on nothing but what they are given: the same log, the same bytes, anywhere. */
const pure = ['engine', 'scoring', 'bots', 'replay', 'adversary'];
const pureEdges = {
  engine: [],
  scoring: ['engine'],
  bots: ['engine'],
  replay: ['bots', 'engine', 'scoring'],
  adversary: ['bots', 'engine', 'scoring'],
};

const impureGlobals = [
  'Date',
  'performance',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'requestAnimationFrame',
  'Promise',
  'fetch',
  'XMLHttpRequest',
  'WebSocket',
  'Worker',
  'process',
  'require',
  'Buffer',
  'console',
  'crypto',
  'window',
  'document',
  'navigator',
  'localStorage',
  'globalThis',
  'Intl',
];

// Their last bits may differ from one JavaScript engine to the next, so a replay in a browser could part from its log.
const inexactMath = ['sin', 'cos', 'tan', 'exp', 'expm1', 'log', 'log2', 'log10', 'log1p', 'pow', 'cbrt', 'hypot'];

const impureSyntax = [
  { selector: ':function[async=true]', message: 'Pure code has no promises.' },
  { selector: 'AwaitExpression', message: 'Pure code has no promises.' },
  { selector: 'ImportExpression', message: 'Pure code has no promises.' },
  { selector: 'MetaProperty[meta.name="import"]', message: 'Pure code does not know where it runs.' },
  {
    selector: 'CallExpression[callee.property.name=/^(toLocale.*|localeCompare)$/]',
    message: "Pure code does not depend on a machine's language.",
  },
];

const promiseRules = {
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': 'error',
  '@typescript-eslint/only-throw-error': 'error',
  '@typescript-eslint/prefer-promise-reject-errors': 'error',
};

export default defineConfig(
  globalIgnores([
    '**/dist/',
    '**/node_modules/',
    '**/.svelte-check/',
    'data/',
    'demo/',
    'gallery/',
    'test-results/',
    'coverage/',
  ]),
  ts.configs.recommended,
  svelte.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      // The compiler reports them, in every project and with the same exceptions.
      'no-undef': 'off',
      '@typescript-eslint/no-unused-vars': 'off',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      // The only way to the types of a package that has none.
      '@typescript-eslint/triple-slash-reference': ['error', { path: 'always', types: 'never', lib: 'never' }],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
    },
  },
  {
    // Every package but the pure ones has promises. These rules need types, which takes time.
    files: ['packages/*/{src,test}/**/*.ts', 'apps/server/{src,test}/**/*.ts', '{tests,tools}/**/*.ts'],
    ignores: pure.map((name) => `packages/${name}/src/**`),
    languageOptions: {
      parserOptions: {
        project: ['packages/*/tsconfig.json', 'apps/server/tsconfig.json', '{tests,tools}/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: promiseRules,
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { globals: globals.browser, parserOptions: { parser: ts.parser } },
    // Props are declared with let although nobody here assigns them.
    rules: { 'prefer-const': 'off', 'svelte/prefer-const': 'error' },
  },
  {
    // The same for the modules and components of the web.
    files: ['apps/web/src/**/*.{ts,svelte}'],
    languageOptions: {
      parserOptions: {
        project: ['apps/web/tsconfig.json'],
        extraFileExtensions: ['.svelte'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: promiseRules,
  },
  {
    // What a browser of the floor (package.json) lacks; newer methods of lists and objects the compiler does not know.
    files: ['apps/web/{src,worker}/**', 'packages/{client,protocol,lesson}/src/**'],
    plugins: { compat },
    // Asked for before it is used.
    settings: { polyfills: ['navigator.wakeLock'] },
    rules: { 'compat/compat': 'error' },
  },
  {
    files: pure.map((name) => `packages/${name}/src/**/*.ts`),
    rules: {
      'no-restricted-globals': [
        'error',
        ...impureGlobals.map((name) => ({ name, message: 'Pure code takes it as a parameter or does without.' })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: "Draw from the session's seed." },
        ...inexactMath.map((property) => ({
          object: 'Math',
          property,
          message: 'Its last bits differ between JavaScript engines.',
        })),
      ],
      'no-restricted-syntax': ['error', ...impureSyntax],
    },
  },
  ...pure.map((name) => ({
    files: [`packages/${name}/src/**/*.ts`],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(?!\\./|\\.\\./[\\w-]+/[\\w-]+\\.ts$|@ack-attack/(?:${pureEdges[name].join('|') || '-'})$)`,
              message: `${name} imports ${pureEdges[name].join(', ') || 'nothing'} and its own files only.`,
            },
          ],
        },
      ],
    },
  })),
  // Read by browsers of any age.
  { files: ['apps/web/public/*.js'], rules: { 'no-var': 'off' } },
  {
    files: ['*.js', '**/scripts/**/*.js', 'tests/architecture/**/*.js'],
    languageOptions: { globals: globals.node },
  },
  {
    // What they print is what they are for.
    files: [
      '**/scripts/**',
      'tests/architecture/*.js',
      'tests/{vectors,chaos,simulation}/**',
      'tools/demo/**',
      'tools/check.js',
      'apps/server/src/main.ts',
    ],
    rules: { 'no-console': 'off' },
  },
);

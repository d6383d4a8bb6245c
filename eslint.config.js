import { defineConfig } from 'eslint/config'
import jsdoc from 'eslint-plugin-jsdoc'
import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

/** Rooms a folder may not enter: the one direction `renderer -> shared <- main -> engine -> shared`. */
const closedTo = (folder, ...patterns) => ({
  files: [`src/${folder}/**/*.{ts,tsx}`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          // Patterns are those of .gitignore, where a bare # begins a comment.
          ...patterns.map(({ group, message }) => ({
            group: group.map((name) => name.replace(/^#/, '\\#')),
            message,
          })),
          { group: ['../../*'], message: 'Import other folders by #engine, #shared or #main.' },
        ],
      },
    ],
  },
})

const outsideElectron = {
  group: ['electron', 'react', 'react-dom', '#renderer/*'],
  message: 'Electron stays in src/main/electron and src/main/index.ts.',
}

export default defineConfig(
  {
    ignores: [
      'eslint.config.js',
      'out/**',
      'node_modules/**',
      'demo-output/**',
      'bench/work/**',
      'test/fixtures/**',
      'test/golden/**',
    ],
  },
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        project: ['src/*/tsconfig.json', 'test/tsconfig.json'],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { ignoreRestSiblings: true, varsIgnorePattern: '^_', argsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/prefer-for-of': 'off',
      'no-empty': ['error', { allowEmptyCatch: false }],
      eqeqeq: 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ['src/engine/**/*.ts', 'src/shared/**/*.ts', 'src/main/{services,handlers,runner}/**/*.ts'],
    ignores: ['**/*.test.ts'],
    plugins: { jsdoc },
    rules: {
      'jsdoc/require-jsdoc': [
        'error',
        {
          publicOnly: true,
          require: { ClassDeclaration: true, FunctionDeclaration: true, MethodDefinition: false },
        },
      ],
      'jsdoc/require-description': 'error',
    },
  },
  {
    files: ['scripts/**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { project: false } },
  },
  {
    files: ['src/renderer/**/*.{ts,tsx}'],
    extends: [reactHooks.configs.flat['recommended-latest']],
  },
  closedTo('shared', {
    group: ['#engine/*', '#main/*', '#renderer/*', 'node:*', 'electron'],
    message: 'shared holds types, codes and the contract only.',
  }),
  closedTo('engine', {
    group: ['#main/*', '#renderer/*', 'electron', 'react', 'react-dom', 'better-sqlite3'],
    message: 'The engine is plain Node.',
  }),
  closedTo('main', outsideElectron),
  closedTo('main/services', outsideElectron, {
    group: [
      '#main/http/*',
      '#main/electron/*',
      '#main/cli/*',
      '#main/handlers/*',
      'hono',
      'hono/*',
      '@hono/*',
    ],
    message: 'Services know no host.',
  }),
  closedTo('main/runner', outsideElectron, {
    group: ['#main/services/*', '#main/http/*', '#main/electron/*', '#main/cli/*', '#main/handlers/*'],
    message: 'Services start the processes of the runner and speak its protocols; it knows none of them.',
  }),
  closedTo('main/electron'),
  { files: ['src/main/index.ts'], rules: { 'no-restricted-imports': 'off' } },
  closedTo('preload', {
    group: ['#engine/*', '#main/*', '#renderer/*', 'node:*'],
    message: 'The preload script is sandboxed: shared and electron only.',
  }),
  closedTo('renderer', {
    group: ['#engine/*', '#main/*', 'node:*', 'electron'],
    message: 'The renderer reaches the rest through the contract.',
  }),
)

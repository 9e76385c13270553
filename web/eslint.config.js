import js from '@eslint/js'
import svelte from 'eslint-plugin-svelte'
import globals from 'globals'
import ts from 'typescript-eslint'
import folders from './lint/folders.js'
import svelteConfig from './svelte.config.js'

export default ts.config(
  { ignores: ['node_modules/', 'src/api/schema.d.ts'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: {
      parserOptions: { parser: ts.parser, extraFileExtensions: ['.svelte'], svelteConfig },
    },
  },
  {
    // The engine bumps one number for a whole column; reactive maps and sets would cost too much.
    files: [
      'src/{book,live,query,edit,app,canvas}/**',
      'src/{map,issues,evaluate,grow,discuss,unlabelled}/**/*.svelte.ts',
    ],
    rules: { 'svelte/prefer-svelte-reactivity': 'off' },
  },
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'max-lines': ['error', 300],
    },
  },
  {
    files: ['src/**'],
    ignores: ['**/*.test.ts'],
    plugins: { labelbook: folders },
    rules: { 'labelbook/folders': 'error', 'labelbook/paths': 'error' },
  },
  { files: ['src/api/**'], rules: { 'labelbook/paths': 'off' } },
)

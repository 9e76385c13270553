/**
 * Two rules of the page's own: which folder of src/ may import which, and that only api/ knows
 * where the server's paths begin.
 */

import path from 'node:path'

const SRC = path.resolve(import.meta.dirname, '../src')

/** Each may import those before it. */
const LAYERS = ['api', 'book', 'live', 'query', 'edit', 'ui', 'app']
/** Each may import every layer, and no other room. */
const ROOMS = [
  'columns',
  'computed',
  'exchange',
  'review',
  'map',
  'issues',
  'evaluate',
  'grow',
  'canvas',
  'discuss',
  'unlabelled',
]

/** Folder -> the folders that it may import. */
const MAY_IMPORT = new Map([
  ...LAYERS.map((layer, index) => [layer, LAYERS.slice(0, index)]),
  ...ROOMS.map((room) => [room, LAYERS]),
  // The entries: the book's, the one of an expert with a link, and the map inside a report.
  ['shell', [...LAYERS, ...ROOMS]],
  ['expert', LAYERS],
  ['report', ['query', 'ui', 'map']],
])

/** 'canvas' of .../src/canvas/stage/Stage.svelte; null outside of src/. */
function folderOf(file) {
  const [folder, ...rest] = path.relative(SRC, file).split(path.sep)
  return folder === '..' || rest.length === 0 ? null : folder
}

/** Call `visit(node, specifier)` for every import, lazy ones and re-exports too. */
function everyImport(visit) {
  const check = ({ source }) => {
    if (source?.type === 'Literal' && typeof source.value === 'string') visit(source, source.value)
  }
  return {
    ImportDeclaration: check,
    ImportExpression: check,
    ExportAllDeclaration: check,
    ExportNamedDeclaration: check,
  }
}

const folders = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    const file = context.filename
    const own = folderOf(file)
    return {
      Program(node) {
        if (!MAY_IMPORT.has(own)) {
          context.report({
            node,
            message: `lint/folders.js does not know the folder of this file.`,
          })
        }
      },
      ...everyImport((node, specifier) => {
        if (!specifier.startsWith('.')) return
        const target = folderOf(path.resolve(path.dirname(file), specifier))
        if (target === own || target === null || MAY_IMPORT.get(own)?.includes(target)) return
        context.report({
          node,
          message: `${own}/ does not import ${target}/: see lint/folders.js.`,
        })
      }),
    }
  },
}

const paths = {
  meta: { type: 'problem', schema: [] },
  create(context) {
    function check(node, text) {
      if (typeof text !== 'string' || !text.startsWith('/api/')) return
      context.report({
        node,
        message: 'Ask the client of api/, or let api/urls.ts make the address.',
      })
    }
    return {
      Literal: (node) => check(node, node.value),
      SvelteLiteral: (node) => check(node, node.value),
      TemplateElement: (node) => check(node, node.value.cooked),
    }
  },
}

export default { rules: { folders, paths } }

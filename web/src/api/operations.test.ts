// @vitest-environment node
import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const SRC = path.resolve(import.meta.dirname, '..')
const { paths } = JSON.parse(readFileSync(path.join(SRC, '../openapi.json'), 'utf8')) as {
  paths: Record<string, Record<string, { 'x-external'?: boolean }>>
}

/** What a browser opens as a page of its own. */
const PAGES = ['GET /', 'GET /ask/{secret}', 'GET /join/{secret}']

/** The calls of the client, and those that make an address: their first arguments hold the path. */
const CALL = /(?:\.(get|post|bytes|upload)|(urlOf)|\.file)\(\s*(?:'(get|post)',\s*)?([^,;]*?)[,)]/g
const METHODS: Record<string, string> = { post: 'POST', upload: 'POST' }

/** 'POST /api/threads' for every call in some source text. */
function callsOf(source: string): string[] {
  return [...source.matchAll(CALL)].flatMap(([, method, , verb, argument]) =>
    [...argument.matchAll(/'(\/[^']*)'/g)].map(
      ([, name]) => `${METHODS[method ?? verb] ?? 'GET'} /api${name}`,
    ),
  )
}

const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(ts|svelte)$/.test(name) && !/\.(test|d)\.ts$/.test(name))
  .map((name) => readFileSync(path.join(SRC, name), 'utf8'))
const used = new Set(sources.flatMap(callsOf))
const operations = Object.entries(paths).flatMap(([name, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${name}`,
    external: operation['x-external'] === true,
  })),
)

describe('the operations of the schema', () => {
  it('are found where the page calls them', () => {
    const calls = `
      await http.get('/jobs'); void this.http.post(
        '/jobs/{id}/cancel',
        {},
      )
      http.post(kind === 'undo' ? '/a/undo' : '/a/redo', {})
      http.file('post', '/sheets', { body }); urlOf('/pieces/{piece}/image', {})`
    expect(callsOf(calls)).toEqual([
      'GET /api/jobs',
      'POST /api/jobs/{id}/cancel',
      'POST /api/a/undo',
      'POST /api/a/redo',
      'POST /api/sheets',
      'GET /api/pieces/{piece}/image',
    ])
  })

  it('are all used by the page, or marked as external', () => {
    const unused = operations.filter(({ name, external }) => !external && !used.has(name))
    expect(unused.map(({ name }) => name).filter((name) => !PAGES.includes(name))).toEqual([])
  })

  it('that are external are not used by the page', () => {
    const needless = operations.filter(({ name, external }) => external && used.has(name))
    expect(needless.map(({ name }) => name)).toEqual([])
  })
})

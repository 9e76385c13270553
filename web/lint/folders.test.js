// @vitest-environment node
import path from 'node:path'
import { Linter } from 'eslint'
import { describe, expect, test } from 'vitest'
import labelbook from './folders.js'

/** What a rule says of `code` in the file `name` of src/. */
function check(rule, name, code) {
  const config = { plugins: { labelbook }, rules: { [`labelbook/${rule}`]: 'error' } }
  const filename = path.resolve(import.meta.dirname, '../src', name)
  return new Linter().verify(code, config, { filename }).map(({ message }) => message)
}

describe('which folder may import which', () => {
  test('a room imports every layer, and itself', () => {
    const code = "import '../app/keys.js'; import '../api/http.js'; import './kinds.js'"
    expect(check('folders', 'issues/a.js', code)).toEqual([])
  })

  test('a report draws with the map', () => {
    const code = "import '../map/painter.js'; import '../ui/oklch.js'"
    expect(check('folders', 'report/a.js', code)).toEqual([])
  })

  test.each([
    ['a room another room', 'issues/a.js', "import '../evaluate/types.js'"],
    ['a layer a room', 'app/a.js', "export * from '../map/scene.js'"],
    ['a layer one above it', 'book/a.js', "export { x } from '../query/sorting.js'"],
    ['a room the shell', 'canvas/tray/a.js', "void import('../../shell/main.js')"],
    ['the page of an expert a room', 'expert/a.js', "import '../discuss/kinds.js'"],
    ['a report what asks a server', 'report/a.js', "import '../api/http.js'"],
  ])('%s never', (_what, name, code) => {
    expect(check('folders', name, code)).toHaveLength(1)
  })

  test('a folder that nobody declared is refused', () => {
    expect(check('folders', 'lib/a.js', '')).toHaveLength(1)
    expect(check('folders', 'a.js', '')).toHaveLength(1)
  })
})

describe('paths of the server', () => {
  test.each(["get('/api/jobs')", 'get(`/api/jobs/${id}`)'])('%s is refused', (code) => {
    expect(check('paths', 'map/a.js', code)).toHaveLength(1)
  })

  test('the client is told them without their root', () => {
    expect(check('paths', 'map/a.js', "http.get('/jobs')")).toEqual([])
  })
})

import { afterEach, beforeEach, expect, test } from 'vitest'
import { Page, tinyServer, until } from '../../tests/page'
import type { TinyServer } from '../../tests/tiny-server'
import { DIFFERENCES, Differences } from './differences.svelte'

let server: TinyServer
let page: Page
let differences: Differences

beforeEach(async () => {
  server = await tinyServer()
  page = await new Page(server, 'Anna').open({ live: true })
  differences = new Differences(page.book)
  differences.want('')
  await until(() => differences.then !== null)
})
afterEach(async () => {
  differences.stop()
  page.close()
  await server.stop()
})

function difference(sample: number): string {
  const code = differences.codeOf(page.book.untrackedColumns, page.book.rowOf(sample))
  return code === 0 ? 'same' : DIFFERENCES[code - 1]
}

test('what was relabelled, excluded and moved is told apart, live', async () => {
  expect(difference(1)).toBe('same')
  server.edit('Ben', 'label', [1], 'iv')
  server.edit('Ben', 'excluded', [2], '1')
  server.edit('Ben', 'split', [3], 'val')
  await until(() => difference(3) === 'other split')
  expect([1, 2, 4].map(difference)).toEqual(['relabelled', 'excluded', 'same'])
})

test('what was changed and changed back is as it was', async () => {
  server.edit('Ben', 'label', [1], 'iv')
  await until(() => difference(1) === 'relabelled')
  server.edit('Ben', 'label', [1], 'i')
  await until(() => difference(1) === 'same')
})

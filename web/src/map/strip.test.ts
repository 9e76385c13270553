import { afterEach, beforeEach, expect, test } from 'vitest'
import { Page, tinyServer } from '../../tests/page'
import type { TinyServer } from '../../tests/tiny-server'
import { inOrder } from './order'

let server: TinyServer
let page: Page
const typicality = Float32Array.of(0.5, 0.1, 0.9, 0.1, 0, 0, 0, 0)

beforeEach(async () => {
  server = await tinyServer()
  page = await new Page(server, 'Anna').open()
  page.selection.path = () => (page.strip.open ? page.strip : page.view)
})
afterEach(async () => {
  page.close()
  await server.stop()
})

test('the least typical come first, or the most typical', () => {
  page.strip.showSelected(Uint32Array.of(0, 1, 2, 3), typicality)
  expect([...page.strip.rows]).toEqual([1, 3, 0, 2])
  page.strip.turn()
  expect(page.strip.rows[0]).toBe(2)
  page.strip.showSelected(Uint32Array.of(0, 1, 2), typicality)
  expect([...page.strip.rows]).toEqual([2, 0, 1])
})

test('it stays while single samples of it are picked, and the cursor goes along it', () => {
  page.strip.showSelected(Uint32Array.of(0, 1, 2, 3), typicality)
  page.selection.choose(page.strip.rows)
  expect(page.selection.count).toBe(4)
  page.selection.moveTo(3)
  expect(page.selection.count).toBe(0)
  page.selection.move(1)
  expect(page.selection.cursor).toBe(0)
  page.selection.move(1, true)
  expect([...page.selection.targets()]).toEqual([0, 2])
  expect([...page.strip.rows]).toEqual([1, 3, 0, 2])
})

test('a brush adds to what is selected where that is asked for', () => {
  page.selection.choose(Uint32Array.of(1, 2))
  page.selection.choose(Uint32Array.of(2, 5), { add: true })
  expect([...page.selection.targets()]).toEqual([1, 2, 5])
  page.selection.choose(Uint32Array.of(4))
  expect([...page.selection.targets()]).toEqual([4])
  expect(page.selection.cursor).toBe(4)
})

test('what a strip edits changes as anywhere else', async () => {
  page.strip.showSelected(Uint32Array.of(0, 1), typicality)
  page.selection.choose(page.strip.rows)
  page.edits.relabel(page.selection.targets(), 'iv')
  await page.answered()
  expect([1, 2].map((sample) => page.label(sample))).toEqual(['iv', 'iv'])
})

test('a hundred thousand are put in order faster than a person notices', () => {
  const many = Float32Array.from({ length: 100_000 }, (_, row) => (row * 7919) % 1009)
  const scaled = many.map((value) => value / 1009)
  const rows = Uint32Array.from({ length: 100_000 }, (_, row) => row)
  const started = performance.now()
  const sorted = inOrder(rows, scaled, 'typical')
  expect(performance.now() - started).toBeLessThan(250)
  for (let at = 1; at < sorted.length; at++) {
    if (scaled[sorted[at - 1]] < scaled[sorted[at]]) throw new Error(`out of order at ${at}`)
  }
})

import { afterEach, beforeEach, expect, test } from 'vitest'
import { Page, tinyServer, until } from '../../tests/page'
import type { TinyServer } from '../../tests/tiny-server'

let server: TinyServer
let page: Page

beforeEach(async () => {
  server = await tinyServer()
})
afterEach(async () => {
  page.close()
  await server.stop()
})

test('every sample gets its place, and one that has none yet is not anywhere', async () => {
  server.looks.finish('embed')
  page = await new Page(server, 'Anna').open()
  page.projections.loadOnce('content')
  await until(() => page.projections.of('content').phase === 'ready')
  const { projection } = page.projections.of('content')
  expect(projection?.placed).toBe(7)
  expect(projection?.x[page.book.rowOf(3)]).toBeCloseTo(0.3)
  expect(projection?.x[page.book.rowOf(8)]).toBeNaN()
})

test('a lens that is not made says so, and shows itself when its job is done', async () => {
  page = await new Page(server, 'Anna').open({ live: true })
  page.projections.loadOnce('style')
  await until(() => page.projections.of('style').phase === 'not-ready')
  expect(page.projections.of('style').problem?.detail).toMatch(/no embeddings/)
  await page.jobs.start('embed')
  expect(page.jobs.active.map(({ kind }) => kind)).toEqual(['embed'])
  server.looks.move(server.looks.jobs[0], { done: 4, remaining: 12 })
  await until(() => page.jobs.of('embed')?.remaining === 12)
  server.looks.finish('embed')
  await until(() => page.projections.of('style').phase === 'ready')
  expect(page.jobs.active).toEqual([])
})

test('the own model’s map is not fetched again when only the embedding is done', async () => {
  page = await new Page(server, 'Anna').open({ live: true })
  page.projections.loadOnce('own-model')
  await until(() => page.projections.of('own-model').phase === 'not-ready')
  await page.jobs.start('embed')
  const asked = server.seen.filter((path) => path === 'GET /api/map').length
  server.looks.finish('embed')
  await until(() => page.jobs.of('embed')?.state === 'done')
  expect(server.seen.filter((path) => path === 'GET /api/map').length).toBe(asked)
})

test('a job can be cancelled', async () => {
  page = await new Page(server, 'Anna').open({ live: true })
  await page.jobs.start('embed')
  await page.jobs.cancel('1')
  expect(page.jobs.of('embed')?.state).toBe('cancelled')
})

test('samples that come do not move the others from their places', async () => {
  server.looks.finish('embed')
  page = await new Page(server, 'Anna').open({ live: true })
  page.projections.loadOnce('content')
  await until(() => page.projections.of('content').phase === 'ready')
  server.journal.import([{ id: 9, path: 'train/new.png', label: 'i' }])
  await until(() => page.book.columns.rows === 9)
  const { projection } = page.projections.of('content')
  expect(projection?.placed).toBe(7)
  expect(projection?.y[page.book.rowOf(3)]).toBeCloseTo(0.3)
  expect(projection?.x[page.book.rowOf(9)]).toBeNaN()
  // When they have got a place, the server says so.
  page.projections.moved()
  await until(() => page.projections.of('content').projection?.placed === 8)
})

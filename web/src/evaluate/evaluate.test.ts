import { flushSync } from 'svelte'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { tinyServer, until } from '../../tests/page'
import type { TinyServer } from '../../tests/tiny-server'
import type { App } from '../app/app.svelte'
import { createPage } from '../shell/rooms'
import { Evaluation } from './evaluation.svelte'
import { needed, percent, minus, points, type Milestone, type Step } from './types'
import { showOnly } from '../app/showing'

const interval = (estimate: number) => ({
  estimate,
  low: estimate - 0.02,
  high: estimate + 0.02,
})

function milestone(name: string, version: number, ...models: string[]): Milestone {
  return {
    ...{ name, version, author: 'Anna', at: '2026-01-01T00:00:00Z', note: '' },
    ...{
      data: `data ${version}`,
      counts: { train: 8, val: 2, test: 2 },
      changed: {},
      made: {},
      warnings: [],
    },
    scores: models.map((model) => ({
      ...{ model, settings: {}, seeds: [0, 1] },
      scores: { test: interval(0.5 + version / 10), val: interval(0.6) },
    })),
  }
}

function step(first: string, second: string, model = 'linear'): Step {
  return {
    ...{ first, second, model, settings: {}, split: 'test', images: 2, seeds: [0, 1] },
    ...{ difference: interval(0.1), verdict: 'better' as const },
    ...{ needed: { seeds: null, images: null }, sentence: '', warnings: [] },
  }
}

let server: TinyServer
let app: App
let evaluation: Evaluation

beforeEach(async () => {
  server = await tinyServer()
  server.looks.milestones = [
    milestone('raw', 1, 'linear'),
    milestone('mended', 2, 'linear', 'contest'),
    milestone('now', 3, 'linear'),
  ]
  server.looks.steps = [step('raw', 'mended'), step('mended', 'now')]
  const page = window as unknown as { happyDOM: { setURL(url: string): void } }
  page.happyDOM.setURL(`${server.url}/?view=evaluate`)
  localStorage.setItem('labelbook:preferences', JSON.stringify({ name: 'Anna' }))
  app = createPage()
  evaluation = app.part(Evaluation)
  await app.start()
  evaluation.loadOnce()
  await until(() => evaluation.phase === 'ready' && evaluation.steps.length === 2)
  flushSync()
})
afterEach(async () => {
  app.stop()
  sessionStorage.clear()
  await server.stop()
})

function press(key: string): void {
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
  flushSync()
}

test('the model with most evaluated versions comes first, with its newest step', () => {
  expect(evaluation.models).toEqual(['linear', 'contest'])
  expect(evaluation.model).toBe('linear')
  expect(evaluation.pair).toEqual({ first: 'mended', second: 'now' })
})

test('keys go through the steps and the parts, and the address tells where one is', () => {
  press('k')
  expect(evaluation.pair).toEqual({ first: 'raw', second: 'mended' })
  press('k')
  expect(evaluation.pair).toEqual({ first: 'raw', second: 'mended' })
  press('j')
  expect(evaluation.pair).toEqual({ first: 'mended', second: 'now' })
  press('3')
  expect(evaluation.part).toBe('confusion')
  expect(app.query.toSearch()).toContain('first=mended&second=now&part=confusion')
})

test('keys that change samples do nothing until one is looked at', async () => {
  app.selection.moveTo(0)
  const label = app.book.label(0)
  press('2')
  expect(app.book.label(0)).toBe(label)
  press('x')
  expect(app.edits.waiting).toBe(0)
  evaluation.isBesideOpen = true
  press('x')
  await until(() => app.book.excluded(0))
  press('Escape')
  expect(evaluation.isBesideOpen).toBe(false)
})

test('a job that ends brings its runs to everybody who looks', async () => {
  server.looks.milestones = [...server.looks.milestones.slice(0, 2), milestone('late', 4, 'linear')]
  server.looks.steps = [step('raw', 'mended'), step('mended', 'late')]
  await app.jobs.start('evaluate')
  server.looks.finish('evaluate')
  await until(() => evaluation.pair?.second === 'late')
})

test('some samples are shown and no others, whatever was filtered before', () => {
  app.query.toggle('label', 'i')
  const ids = [...app.book.columns.id.subarray(1, 3)]
  showOnly(app, 'two of them', ids)
  flushSync()
  expect([...app.view.rows].map((row) => app.book.columns.id[row])).toEqual(ids)
  expect(app.query.layout).toBe('sheet')
})

test('numbers say how sure they are', () => {
  expect(points({ estimate: 0.019, low: -0.0004, high: 0.031 })).toBe('+1.9 [+0.0, +3.1]')
  expect(minus('+5.4 [-1.1, +13.1] points, well-known')).toBe(
    '+5.4 [−1.1, +13.1] points, well-known',
  )
  expect(points({ estimate: -0.02, low: -0.05, high: 0.01 })).toBe('−2.0 [−5.0, +1.0]')
  expect(percent({ estimate: 0.5, low: 0.4, high: 0.6 })).toBe('50.0 % [40.0, 60.0]')
  expect(needed({ seeds: 12, images: 1400 }, 'test')).toBe(
    'about 12 seeds or 1,400 test images would be enough to tell',
  )
  expect(needed({ seeds: null, images: null }, 'test')).toBe(
    'more seeds would not be enough to tell',
  )
})

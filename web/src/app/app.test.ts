import { flushSync } from 'svelte'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { tinyServer, until } from '../../tests/page'
import type { TinyServer } from '../../tests/tiny-server'
import { createPage } from '../shell/rooms'
import type { App } from './app.svelte'

let server: TinyServer
let app: App

async function open(address = '/'): Promise<void> {
  const page = window as unknown as { happyDOM: { setURL(url: string): void } }
  page.happyDOM.setURL(server.url + address)
  localStorage.setItem('labelbook:preferences', JSON.stringify({ name: 'Anna' }))
  app = createPage()
  await app.start()
  flushSync()
}

function press(key: string, held: KeyboardEventInit = {}): void {
  document.body.dispatchEvent(
    new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...held }),
  )
  flushSync()
}

const sampleAtCursor = (): number => app.book.columns.id[app.selection.cursor]
const label = (sample: number): string | null => app.book.label(app.book.rowOf(sample))

beforeEach(async () => {
  server = await tinyServer()
})
afterEach(async () => {
  app.stop()
  sessionStorage.clear()
  await server.stop()
})

describe('by keyboard alone', () => {
  test('labels can be given, one undone and one redone', async () => {
    await open()
    for (const key of ['2', 'j', '3', 'j', '4', 'j', '1']) press(key)
    expect([1, 2, 3, 4].map(label)).toEqual(['ii', 'iii', 'iv', 'i'])
    expect(sampleAtCursor()).toBe(4)
    press('u')
    await until(() => app.edits.waiting === 0)
    expect(label(4)).toBe('iv')
    press('U', { shiftKey: true })
    await until(() => app.edits.waiting === 0)
    expect(label(4)).toBe('i')
  })

  test('whoever prefers it goes on to the next row with every class key', async () => {
    await open()
    app.preferences.advance = true
    for (const key of ['2', '3', '4', '1']) press(key)
    expect([1, 2, 3, 4].map(label)).toEqual(['ii', 'iii', 'iv', 'i'])
    expect(sampleAtCursor()).toBe(5)
  })

  test('sorting goes to the first row', async () => {
    await open()
    press('j')
    app.sortBy('path')
    app.sortBy('path')
    expect(app.view.position(app.selection.cursor)).toBe(0)
  })

  test('a range is labelled at once, and left behind on moving on', async () => {
    await open()
    press('ArrowDown', { shiftKey: true })
    press('ArrowDown', { shiftKey: true })
    press('4')
    expect([1, 2, 3].map(label)).toEqual(['iv', 'iv', 'iv'])
    expect(app.selection.count).toBe(3)
    press('j')
    press('1')
    expect([1, 2, 3, 4].map(label)).toEqual(['iv', 'iv', 'iv', 'i'])
  })

  test('x excludes, and restores what is excluded', async () => {
    await open()
    press('x')
    expect(app.book.excluded(0)).toBe(true)
    press('x')
    expect(app.book.excluded(0)).toBe(false)
  })

  test('palettes, panels, layout and zoom open and close', async () => {
    await open()
    press('l')
    expect(app.ui.dialog).toBe('label')
    press('x')
    expect(app.book.excluded(0)).toBe(false)
    app.ui.dialog = null
    press('v')
    expect(app.query.layout).toBe('gallery')
    const { thumbnail } = app.query
    press('+', { shiftKey: true })
    expect(app.query.thumbnail).toBeGreaterThan(thumbnail)
    press('i')
    expect(app.ui.inspector).toBe(false)
    press('?', { shiftKey: true })
    expect(app.ui.dialog).toBe('help')
  })

  test('nothing happens while somebody types', async () => {
    await open()
    document.body.innerHTML = '<input>'
    const field = document.querySelector('input') as HTMLInputElement
    field.dispatchEvent(new KeyboardEvent('keydown', { key: 'x', bubbles: true }))
    expect(app.book.excluded(0)).toBe(false)
  })

  test('a class that does not exist has no key', async () => {
    await open()
    press('9')
    expect(app.edits.waiting).toBe(0)
  })
})

describe('the address', () => {
  test('opens the question and the sample that it names', async () => {
    await open('/?label=iv&sort=-id&sample=4')
    expect([...app.view.rows].map((row) => app.book.columns.id[row])).toEqual([8, 4])
    expect(sampleAtCursor()).toBe(4)
  })

  test('tells what is on the screen', async () => {
    await open()
    app.query.toggle('label', 'iv')
    flushSync()
    press('j')
    await until(() => location.search === '?label=iv&sample=8')
  })
})

test('who follows sees what the presenter sees', async () => {
  await open()
  const top = app.ui.top.request
  app.live.onView({ search: '?label=iv&view=gallery', sample: 8, top: 4 })
  expect(app.query.layout).toBe('gallery')
  expect(sampleAtCursor()).toBe(8)
  expect(app.ui.top).toEqual({ row: app.book.rowOf(4), request: top + 1 })
})

test('a server that is not there yet is asked again', async () => {
  await open()
  app.stop()
  await server.stop()
  await open()
  expect(app.book.phase).toBe('failed')
  expect(app.book.failure?.detail).toMatch(/does not answer/)
  await server.start()
  await until(() => app.book.phase === 'ready', 4_000)
})

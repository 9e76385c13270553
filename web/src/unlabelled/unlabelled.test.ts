import { flushSync } from 'svelte'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { until } from '../../tests/page'
import { TinyServer } from '../../tests/tiny-server'
import type { App } from '../app/app.svelte'
import { createPage } from '../shell/rooms'
import { Pace } from './pace.svelte'
import { UnlabelledQueue } from './queue.svelte'

let server: TinyServer
let app: App
let queue: UnlabelledQueue

async function open(): Promise<void> {
  const page = window as unknown as { happyDOM: { setURL(url: string): void } }
  page.happyDOM.setURL(`${server.url}/?view=unlabelled`)
  localStorage.setItem('labelbook:preferences', JSON.stringify({ name: 'Anna' }))
  app = createPage()
  queue = app.part(UnlabelledQueue)
  await app.start()
  flushSync()
  await until(() => queue.phase === 'ready')
  flushSync()
}

function press(key: string): void {
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
  flushSync()
}

const sample = (): number | undefined => queue.current?.sample
const label = (id: number): string | null => app.book.label(app.book.rowOf(id))
const answered = (): Promise<void> => until(() => app.edits.waiting === 0)

/** Twelve images; the first two are labelled i and ii. */
beforeEach(async () => {
  const samples = Array.from({ length: 12 }, (_, at) => ({
    id: at + 1,
    path: `${at + 1}.png`,
    label: ['i', 'ii'][at] ?? null,
  }))
  server = await new TinyServer(['i', 'ii'], samples).start()
  server.looks.suggestions = { 4: 'i', 5: 'ii', 6: 'i', 7: 'i' }
})
afterEach(async () => {
  app.stop()
  sessionStorage.clear()
  await server.stop()
})

describe('one by one', () => {
  beforeEach(open)

  test('a key labels the image and the next one comes', async () => {
    expect([sample(), queue.left]).toEqual([3, 10])
    press('2')
    expect([label(3), sample(), queue.left, queue.done]).toEqual(['ii', 4, 9, 1])
    press('Enter')
    expect([label(4), sample()]).toEqual(['i', 5])
    press('x')
    expect([app.book.excluded(app.book.rowOf(5)), sample(), queue.left]).toEqual([true, 6, 7])
    await answered()
  })

  test('Enter does nothing where nothing is suggested', () => {
    press('Enter')
    expect([label(3), sample()]).toEqual([null, 3])
  })

  test('what is skipped comes back when it is asked for', () => {
    press('j')
    press('ArrowDown')
    expect([sample(), queue.skipped]).toEqual([5, 2])
    press('k')
    expect(sample()).toBe(4)
    for (let n = 0; n < 20; n++) press('j')
    expect([sample(), queue.skipped]).toEqual([undefined, 10])
    queue.restart()
    flushSync()
    expect(sample()).toBe(3)
  })

  test('undo shows the image again', async () => {
    press('1')
    await answered()
    press('j')
    expect(sample()).toBe(5)
    press('u')
    await answered()
    flushSync()
    expect([label(3), sample(), queue.done]).toEqual([null, 3, 0])
  })

  test('a new class is named in place and gets the next key', async () => {
    expect(queue.label('  zebra ')).toBe(true)
    flushSync()
    expect(label(3)).toBe('zebra')
    press('3')
    expect(label(4)).toBe('zebra')
    await answered()
  })

  test('new suggestions come after a few labels, and the image on the screen stays', async () => {
    server.looks.suggestions[9] = 'ii'
    for (const key of ['1', '1', '1', '1']) press(key)
    expect(sample()).toBe(7)
    await until(() => queue.about?.labelled === 6)
    flushSync()
    expect(sample()).toBe(7)
    press('j')
    press('j')
    expect(queue.current).toMatchObject({ sample: 9, suggestion: 'ii' })
  })

  test('a suggestion that was missing comes, and one that is there does not change', async () => {
    expect(queue.current?.suggestion).toBeNull()
    server.looks.suggestions[3] = 'ii'
    await queue.refresh()
    flushSync()
    expect(queue.current).toMatchObject({ sample: 3, suggestion: 'ii' })
    server.looks.suggestions[3] = 'i'
    await queue.refresh()
    flushSync()
    expect(queue.current?.suggestion).toBe('ii')
  })

  test('what somebody else labels is not asked for', async () => {
    server.edit('Ben', 'label', [3], 'i')
    await until(() => label(3) === 'i')
    flushSync()
    expect(sample()).toBe(4)
  })
})

describe('many at once', () => {
  beforeEach(async () => {
    await open()
    queue.show('many')
    await until(() => queue.batch.shown.length > 0)
    flushSync()
  })

  const shown = (): number[] => queue.batch.shown.map((image) => image.sample)

  test('what is ticked gets the class as one change, and what is not waits', async () => {
    expect([queue.batch.name, shown()]).toEqual(['i', [4, 6, 7]])
    queue.batch.toggle(6)
    flushSync()
    press('Enter')
    expect([4, 6, 7].map(label)).toEqual(['i', null, 'i'])
    expect([shown(), queue.batch.passed]).toEqual([[], 1])
    await answered()
    expect(server.journal.changesets.length).toBe(1)
    queue.batch.again()
    flushSync()
    expect(shown()).toEqual([6])
    press('u')
    await answered()
    flushSync()
    expect(shown().sort()).toEqual([4, 6, 7])
  })

  test('no more are accepted than are shown', () => {
    queue.batch.size = 2
    flushSync()
    press('Enter')
    expect([4, 6, 7].map(label)).toEqual(['i', 'i', null])
  })

  test('the keys of the classes do nothing to what is not shown', () => {
    press('2')
    expect(app.edits.waiting).toBe(0)
  })
})

describe('the pace', () => {
  test('is known after three images, and a pause counts as a minute at most', () => {
    const pace = new Pace()
    pace.begin(0)
    pace.add(1, 2_000)
    pace.add(1, 4_000)
    expect(pace.seconds(100)).toBeNull()
    pace.add(1, 3_600_000)
    expect(pace.seconds(100)).toBe(200)
    pace.add(30, 3_630_000)
    expect(pace.seconds(100)).toBe(100)
  })
})

test('the button is offered while an image has no label', async () => {
  await open()
  const room = app.rooms.find(({ id }) => id === 'unlabelled')
  expect(room?.isOffered?.(app)).toBe(true)
  app.edits.relabel(
    Uint32Array.from({ length: 12 }, (_, row) => row),
    'i',
  )
  flushSync()
  expect(room?.isOffered?.(app)).toBe(false)
  await answered()
})

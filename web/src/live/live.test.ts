import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Page, tinyServer, until } from '../../tests/page'
import type { TinyServer } from '../../tests/tiny-server'
import type { SharedView } from '../api/model'

let server: TinyServer
let anna: Page
let ben: Page

beforeEach(async () => {
  server = await tinyServer()
  anna = await new Page(server, 'Anna').open({ live: true })
  ben = await new Page(server, 'Ben').open({ live: true })
  await until(() => anna.live.people.length === 2)
})
afterEach(async () => {
  anna.close()
  ben.close()
  await server.stop()
})

const names = (page: Page): string[] => page.live.people.map((person) => person.name).sort()

describe('two people on one book', () => {
  test('see each other come, change their name and go', async () => {
    expect(names(anna)).toEqual(['Anna', 'Ben'])
    ben.live.setName('Benjamin')
    await until(() => names(anna).includes('Benjamin'))
    expect(names(anna)).toEqual(['Anna', 'Benjamin'])
    ben.close()
    await until(() => anna.live.people.length === 1)
  })

  test('see which sample the other has under the cursor', async () => {
    ben.live.here(ben.book.rowOf(5))
    await until(() => anna.live.people.some((person) => person.sample === 5))
    for (const row of [0, 1, 2, 3, 6]) ben.live.here(row)
    await until(() => anna.live.people.some((person) => person.sample === 7))
  })

  test('ask anew for what has changed, each room for its own', async () => {
    const asked: (number | null)[] = []
    anna.live.whenStale('candidates', (id) => asked.push(id))
    server.stale('a room that this page does not know')
    server.stale('candidates', 7)
    await until(() => asked.length === 1)
    expect(asked).toEqual([7])
  })

  test('see every change at once', async () => {
    ben.edits.relabel(ben.rows(1), 'iv')
    await until(() => anna.label(1) === 'iv')
    expect(anna.book.author(0)).toBe('Ben')
    anna.edits.undo(1)
    await until(() => ben.label(1) === 'i')
  })
})

describe('a lost connection', () => {
  test('is shown, comes back by itself, and what was missed arrives', async () => {
    await server.stop()
    await until(() => anna.live.connection === 'lost')
    expect(anna.live.people).toEqual([])
    server.edit('Cleo', 'label', [1, 2], 'iv')
    server.edit('Cleo', 'excluded', [3], '1')
    await server.start()
    await until(() => anna.live.connection === 'open', 5_000)
    await until(() => anna.book.columns.seq === 2)
    expect(anna.label(2)).toBe('iv')
    expect(anna.book.excluded(2)).toBe(true)
    expect(anna.book.changesets[0].author).toBe('Cleo')
  })

  test('with a refusal behind it says so', async () => {
    server.broken = 401
    await server.stop()
    await server.start()
    await until(() => anna.live.refused?.status === 401, 5_000)
  })
})

describe('presenting', () => {
  const view: SharedView = { search: '?label=iv', sample: 4, top: 4 }

  test('makes everybody follow, and they may stop and come back', async () => {
    const shown: SharedView[] = []
    anna.live.onView = (view) => shown.push(view)
    ben.live.present(true)
    await until(() => anna.live.following)
    await until(() => ben.live.isPresenting)
    expect(anna.live.presenter?.name).toBe('Ben')
    expect(ben.live.following).toBe(false)
    ben.live.publishView(view)
    await until(() => shown.length === 1)
    expect(shown[0]).toEqual(view)
    anna.live.follow(false)
    ben.live.publishView({ ...view, sample: 8 })
    await until(() => anna.live.view?.sample === 8)
    expect(shown).toHaveLength(1)
    anna.live.follow(true)
    expect(shown.at(-1)?.sample).toBe(8)
    ben.live.present(false)
    await until(() => !anna.live.following)
    expect(anna.live.presenter).toBeNull()
  })

  test('reaches those who come later', async () => {
    ben.live.present(true)
    await until(() => ben.live.isPresenting)
    ben.live.publishView(view)
    await until(() => anna.live.view !== null)
    const cleo = new Page(server, 'Cleo')
    const shown: SharedView[] = []
    cleo.live.onView = (view) => shown.push(view)
    await cleo.open({ live: true })
    expect(shown).toEqual([view])
    cleo.close()
  })

  test('is not for those who do not present', async () => {
    anna.live.publishView(view)
    ben.edits.relabel(ben.rows(1), 'iv')
    await until(() => anna.label(1) === 'iv')
    expect(ben.live.view).toBeNull()
    ben.live.follow(true)
    expect(ben.live.following).toBe(false)
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { memoryStorage, Page, tinyServer, until } from '../../tests/page'
import type { TinyServer } from '../../tests/tiny-server'

let server: TinyServer
let pages: Page[] = []

async function open(name = 'Anna', storage: Storage | null = null, live = false): Promise<Page> {
  const page = new Page(server, name, storage)
  pages.push(page)
  return page.open({ live })
}

beforeEach(async () => {
  server = await tinyServer()
})
afterEach(async () => {
  for (const page of pages) page.close()
  pages = []
  await server.stop()
})

describe('an edit', () => {
  test('is shown before the server has heard of it', async () => {
    const page = await open()
    page.edits.relabel(page.rows(1, 2, 3), 'iv')
    expect([1, 2, 3].map((id) => page.label(id))).toEqual(['iv', 'iv', 'iv'])
    expect(server.journal.value(1, 'label')).toBe('i')
    expect(page.edits.toast.done?.text).toBe('Relabelled 3 samples to iv')
    await page.answered()
    expect(server.journal.value(1, 'label')).toBe('iv')
    expect(page.edits.toast.done?.changeset?.id).toBe(1)
    expect(page.book.author(page.book.rowOf(1))).toBe('Anna')
  })

  test('of every kind reaches the journal with its message', async () => {
    const page = await open()
    page.edits.exclude(page.rows(1), 'a doodle')
    page.edits.setSplit(page.rows(2), 'val')
    page.edits.tag(page.rows(3), 'blurry')
    page.edits.relabel(page.rows(4), null)
    await page.answered()
    expect(server.journal.value(1, 'excluded')).toBe('1')
    expect(server.journal.value(2, 'split')).toBe('val')
    expect(server.journal.value(3, 'tag:blurry')).toBe('1')
    expect(server.journal.value(4, 'label')).toBeNull()
    expect(server.journal.changesets[0].message).toBe('a doodle')
    page.edits.restore(page.rows(1))
    page.edits.untag(page.rows(3), 'blurry')
    await page.answered()
    expect(server.journal.value(1, 'excluded')).toBeNull()
    expect(page.book.tags(page.book.rowOf(3))).toEqual([])
  })

  test('that changes nothing is not sent, and only rows that change are', async () => {
    const page = await open()
    expect(page.edits.relabel(page.rows(1, 5), 'i')).toBe(false)
    expect(page.edits.relabel(page.rows(1, 2), 'i')).toBe(true)
    await page.answered()
    expect(server.journal.changesets.map((changeset) => changeset.size)).toEqual([1])
  })

  test('follows the one before it, in order, however fast they come', async () => {
    const page = await open()
    for (const label of ['ii', 'iii', 'iv', 'i', 'iii']) page.edits.relabel(page.rows(1), label)
    expect(page.label(1)).toBe('iii')
    expect(page.edits.waiting).toBe(5)
    await page.answered()
    expect(server.journal.changesets).toHaveLength(5)
    expect(page.label(1)).toBe('iii')
    expect(server.journal.value(1, 'label')).toBe('iii')
  })

  test('counts once, though answer and live channel both bring it', async () => {
    const page = await open('Anna', null, true)
    page.edits.relabel(page.rows(1), 'iv')
    await page.answered()
    await until(() => page.book.columns.seq === 1)
    expect(page.book.changesets.map((changeset) => changeset.id)).toEqual([1])
    expect(page.view.facets.label.get('iv')).toBe(3)
  })

  test('of a viewer is refused in words, and nothing moves', async () => {
    server.role = 'viewer'
    const page = await open()
    expect(page.edits.relabel(page.rows(1), 'iv')).toBe(false)
    expect(page.label(1)).toBe('i')
    expect(page.edits.toast.problem?.detail).toMatch(/viewer/)
  })

  test('of somebody without a name asks for the name first', async () => {
    const page = await open('')
    page.edits.relabel(page.rows(1), 'iv')
    expect(page.edits.toast.problem?.type).toBe('no-name')
  })

  test('that the server forbids is taken back, and says why', async () => {
    const page = await open()
    server.broken = 403
    page.edits.relabel(page.rows(1), 'iv')
    await page.answered()
    expect(page.label(1)).toBe('i')
    expect(page.edits.toast.problem?.status).toBe(403)
    expect(page.edits.toast.done).toBeNull()
  })
})

describe('while the server cannot be reached', () => {
  test('edits wait in sight and go out when it is back', async () => {
    const page = await open('Anna', null, true)
    await server.stop()
    await until(() => page.live.connection === 'lost')
    page.edits.relabel(page.rows(1), 'iv')
    page.edits.relabel(page.rows(2), 'iv')
    await until(() => page.edits.pause === 'unreachable')
    expect(page.edits.waiting).toBe(2)
    expect(page.label(1)).toBe('iv')
    await server.start()
    page.live.retryNow()
    await page.answered()
    expect(server.journal.value(2, 'label')).toBe('iv')
    expect(page.edits.pause).toBeNull()
  })

  test('an answer that was lost on the way does not make the edit twice', async () => {
    const page = await open()
    server.loseNextAnswer = true
    page.edits.relabel(page.rows(1), 'iv')
    await page.answered()
    expect(server.seen.filter((seen) => seen === 'POST /api/changesets')).toHaveLength(2)
    expect(server.journal.changesets).toHaveLength(1)
    expect(page.label(1)).toBe('iv')
  })

  test('a reload of the page loses nothing that waits', async () => {
    const storage = memoryStorage()
    const before = await open('Anna', storage)
    server.broken = 503
    before.edits.relabel(before.rows(1, 2), 'iv', 'both are four')
    before.edits.exclude(before.rows(3))
    await until(() => before.edits.pause !== null)
    before.close()
    server.broken = null
    const after = await open('Anna', storage)
    expect(after.label(2)).toBe('iv')
    await after.answered()
    expect(server.journal.value(2, 'label')).toBe('iv')
    expect(server.journal.value(3, 'excluded')).toBe('1')
    expect(server.journal.changesets[0].message).toBe('both are four')
    expect(storage.length).toBe(0)
  })

  test('undo takes back what was never sent, and redo brings it back', async () => {
    const page = await open()
    server.broken = 503
    page.edits.relabel(page.rows(1), 'iv')
    page.edits.relabel(page.rows(2, 3), 'iv')
    page.edits.relabel(page.rows(5), 'iv')
    await until(() => page.edits.pause !== null)
    page.edits.undoMine()
    page.edits.undoMine()
    page.edits.redoMine()
    expect([2, 3, 5].map((id) => page.label(id))).toEqual(['iv', 'iv', 'i'])
    expect(page.edits.waiting).toBe(2)
    server.broken = null
    page.edits.kick()
    await page.answered()
    expect(server.journal.value(1, 'label')).toBe('iv')
    expect(server.journal.value(2, 'label')).toBe('iv')
    expect(server.journal.value(5, 'label')).toBe('i')
  })

  test('who is signed out keeps the edits and is told', async () => {
    const page = await open()
    server.broken = 401
    page.edits.relabel(page.rows(1), 'iv')
    await until(() => page.edits.pause === 'sign-in')
    expect(page.edits.waiting).toBe(1)
    server.broken = null
    page.edits.kick()
    await page.answered()
    expect(server.journal.value(1, 'label')).toBe('iv')
  })
})

describe('when somebody else was faster', () => {
  async function late(): Promise<Page> {
    const page = await open()
    server.edit('Ben', 'label', [2], 'iii')
    page.edits.relabel(page.rows(1, 2, 3), 'iv')
    await page.answered()
    return page
  }

  test('nothing is stored, and it is said who changed what', async () => {
    const page = await late()
    expect(server.journal.value(1, 'label')).toBe('i')
    expect(page.label(1)).toBe('i')
    expect(page.edits.conflict?.conflicts).toMatchObject([
      { sample: 2, expected: 'ii', found: 'iii', author: 'Ben' },
    ])
    expect(page.edits.toast.done).toBeNull()
  })

  test('"apply the rest" changes only what nobody touched', async () => {
    const page = await late()
    page.edits.applyRest()
    await page.answered()
    expect([1, 2, 3].map((id) => server.journal.value(id, 'label'))).toEqual(['iv', 'iii', 'iv'])
    expect(page.edits.conflict).toBeNull()
    expect(page.edits.toast.done?.text).toBe('Relabelled 2 samples to iv')
  })

  test('"take theirs" leaves all as it is', async () => {
    const page = await late()
    page.edits.takeTheirs()
    expect(page.edits.conflict).toBeNull()
    expect(server.journal.changesets).toHaveLength(1)
  })

  test('"mine after all" changes everything, knowing what they did', async () => {
    const page = await late()
    page.edits.overwrite()
    await page.answered()
    expect([1, 2, 3].map((id) => server.journal.value(id, 'label'))).toEqual(['iv', 'iv', 'iv'])
  })

  test('only the cells that are still mine go back', async () => {
    const page = await open('Anna', null, true)
    server.edit('Ben', 'label', [2], 'iii')
    page.edits.relabel(page.rows(1, 2), 'iv')
    page.edits.relabel(page.rows(1), 'ii')
    await page.answered()
    await until(() => page.book.columns.seq === 1)
    expect(page.label(2)).toBe('iii')
    expect(page.label(1)).toBe('i')
    expect(page.edits.conflict?.conflicts[0].sample).toBe(2)
  })
})

test('a change of everything at once is one request', async () => {
  const page = await open()
  page.selection.all()
  page.edits.setSplit(page.selection.targets(), 'val')
  await page.answered()
  expect(server.seen.filter((seen) => seen.startsWith('POST'))).toHaveLength(1)
  expect(server.journal.changesets[0].size).toBe(8)
})

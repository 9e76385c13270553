import { flushSync } from 'svelte'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Page, tinyServer, until } from '../../tests/page'
import type { TinyServer } from '../../tests/tiny-server'

let server: TinyServer
let page: Page

beforeEach(async () => {
  server = await tinyServer()
  page = await new Page(server, 'Anna').open({ live: true })
})
afterEach(async () => {
  page.close()
  await server.stop()
})

function ask(change: () => void): void {
  change()
  flushSync()
}

/** Until a change that somebody else made is in the view. */
async function seen(seq: number): Promise<void> {
  await until(() => page.book.columns.seq === seq)
  page.view.flush()
}

describe('the view', () => {
  test('shows the whole book by path, with the cursor on the first row', () => {
    expect(page.shown).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(page.selection.cursor).toBe(0)
    expect(page.view.facets.label.get('i')).toBe(2)
  })

  test('answers a new question at once', () => {
    ask(() => page.query.toggle('label', 'iv'))
    expect(page.shown).toEqual([4, 8])
    ask(() => {
      page.query.text = 'H.PNG'
    })
    expect(page.shown).toEqual([8])
    expect(page.view.facets.label.get('iv')).toBe(1)
    ask(() => page.query.clear())
    expect(page.shown).toHaveLength(8)
  })
})

describe('a row that I changed', () => {
  beforeEach(() => {
    ask(() => page.query.toggle('label', 'iv'))
    page.selection.moveTo(page.book.rowOf(4))
    page.edits.relabel(page.selection.targets(), 'i')
  })

  test('stays where it is until I move on', async () => {
    expect(page.shown).toEqual([4, 8])
    await page.answered()
    expect(page.shown).toEqual([4, 8])
    expect(page.view.isHeld(page.book.rowOf(4))).toBe(true)
    expect(page.view.facets.label.get('iv')).toBe(1)
    page.selection.move(1)
    expect(page.shown).toEqual([8])
    expect(page.selection.cursor).toBe(page.book.rowOf(8))
    expect(page.view.held).toBe(0)
  })

  test('stays too when I undo it there', async () => {
    page.edits.undoMine()
    await page.answered()
    expect(page.label(4)).toBe('iv')
    expect(page.shown).toEqual([4, 8])
    page.selection.move(1)
    expect(page.shown).toEqual([4, 8])
  })

  test('goes where it belongs when I ask something else', () => {
    ask(() => page.query.sortBy('label'))
    expect(page.shown).toEqual([8])
  })
})

describe('a row that somebody else changed', () => {
  test('leaves and enters at once', async () => {
    ask(() => page.query.toggle('label', 'iv'))
    server.edit('Ben', 'label', [8], 'i')
    server.edit('Ben', 'label', [1], 'iv')
    await seen(2)
    expect(page.shown).toEqual([1, 4])
    expect(page.view.facets.label.get('iv')).toBe(2)
  })

  test('stays while my cursor is on it', async () => {
    ask(() => page.query.toggle('label', 'iv'))
    page.selection.moveTo(page.book.rowOf(8))
    server.edit('Ben', 'label', [8, 4], 'i')
    await seen(1)
    expect(page.shown).toEqual([8])
    expect(page.label(8)).toBe('i')
    page.selection.move(-1)
    expect(page.shown).toEqual([8])
    ask(() => page.query.toggle('label', 'i'))
    expect(page.shown).toEqual([1, 4, 5, 8])
  })

  test('shows who changed it last', async () => {
    server.edit('Ben', 'label', [3], 'i')
    await seen(1)
    expect(page.book.author(page.book.rowOf(3))).toBe('Ben')
    ask(() => page.query.toggle('author', 'Ben'))
    expect(page.shown).toEqual([3])
    ask(() => page.query.sortBy('last_change'))
    server.edit('Ben', 'excluded', [6], '1')
    await seen(2)
    expect(page.shown).toEqual([3, 6])
  })
})

describe('samples that come in while I work', () => {
  test('appear, and cursor, selection and filters stay', async () => {
    ask(() => page.query.toggle('label', 'iv'))
    page.selection.moveTo(page.book.rowOf(8))
    page.selection.toggle()
    server.journal.import([{ id: 9, path: 'train/aa.png', label: 'iv' }])
    await until(() => page.book.columns.rows === 9)
    expect(page.shown).toEqual([4, 9, 8].sort((a, b) => order(a) - order(b)))
    expect(page.book.columns.id[page.selection.cursor]).toBe(8)
    expect(page.selection.has(page.book.rowOf(8))).toBe(true)
    expect(page.book.path(page.book.rowOf(9))).toBe('train/aa.png')
  })

  test('take nothing from edits that still wait', async () => {
    server.broken = 503
    page.edits.relabel(page.rows(2), 'iv')
    await until(() => page.edits.pause !== null)
    server.broken = null
    server.journal.import([{ id: 9, path: 'train/0.png', label: 'i' }])
    await until(() => page.book.columns.rows === 9)
    expect(page.label(2)).toBe('iv')
    page.edits.kick()
    await page.answered()
    expect(server.journal.value(2, 'label')).toBe('iv')
    expect(page.label(2)).toBe('iv')
  })
})

function order(sample: number): number {
  return page.book.columns.pathRank[page.book.rowOf(sample)]
}

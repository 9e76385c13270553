import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Page, tinyServer, until } from '../../tests/page'
import type { TinyServer } from '../../tests/tiny-server'

let server: TinyServer
let pages: Page[] = []

async function open({ live = false } = {}): Promise<Page> {
  const page = new Page(server, 'Anna')
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

describe('undo and redo', () => {
  test('go back and forth through my own changes', async () => {
    const page = await open()
    const labels = async (act: () => void): Promise<unknown[]> => {
      act()
      await page.answered()
      return [page.label(1), page.label(2)]
    }
    expect(await labels(() => page.edits.relabel(page.rows(1), 'iv'))).toEqual(['iv', 'ii'])
    expect(await labels(() => page.edits.relabel(page.rows(2), 'iv'))).toEqual(['iv', 'iv'])
    expect(await labels(() => page.edits.undoMine())).toEqual(['iv', 'ii'])
    expect(await labels(() => page.edits.undoMine())).toEqual(['i', 'ii'])
    expect(await labels(() => page.edits.undoMine())).toEqual(['i', 'ii'])
    expect(page.edits.toast.done?.text).toBe('You have nothing to undo')
    expect(await labels(() => page.edits.redoMine())).toEqual(['iv', 'ii'])
    expect(await labels(() => page.edits.redoMine())).toEqual(['iv', 'iv'])
    expect(await labels(() => page.edits.undoMine())).toEqual(['iv', 'ii'])
    expect(await labels(() => page.edits.redoMine())).toEqual(['iv', 'iv'])
  })

  test('work after a reload, and leave alone what others did', async () => {
    const before = await open()
    before.edits.relabel(before.rows(1), 'iv')
    await before.answered()
    before.close()
    server.edit('Ben', 'label', [2], 'iv')
    const after = await open()
    after.edits.undoMine()
    await after.answered()
    expect(after.label(1)).toBe('i')
    expect(after.label(2)).toBe('iv')
  })

  test('a key pressed right after an edit undoes that edit', async () => {
    const page = await open()
    page.edits.relabel(page.rows(1), 'iv')
    page.edits.undoMine()
    await page.answered()
    expect(page.label(1)).toBe('i')
    expect(server.journal.value(1, 'label')).toBe('i')
  })

  test('a new edit closes the way back', async () => {
    const page = await open()
    page.edits.relabel(page.rows(1), 'iv')
    page.edits.undoMine()
    page.edits.relabel(page.rows(2), 'iv')
    page.edits.redoMine()
    await page.answered()
    expect(page.label(1)).toBe('i')
    expect(page.edits.toast.done?.text).toBe('You have nothing to redo')
  })

  test('what others changed since is a conflict, and the rest can be undone', async () => {
    const page = await open({ live: true })
    page.edits.relabel(page.rows(1, 2), 'iv')
    await page.answered()
    server.edit('Ben', 'label', [1], 'iii')
    page.edits.undoMine()
    await page.answered()
    expect(page.edits.conflict?.operation.kind).toBe('undo')
    page.edits.applyRest()
    await page.answered()
    await until(() => page.label(2) === 'ii')
    expect(page.label(1)).toBe('iii')
  })
})

import { flushSync } from 'svelte'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { Page, tinyServer } from '../../tests/page'
import type { TinyServer } from '../../tests/tiny-server'

let server: TinyServer
let page: Page
/** Row r shows sample r + 1. */
const targets = (): number[] => [...page.selection.targets()]

beforeEach(async () => {
  server = await tinyServer()
  page = await new Page(server, 'Anna').open()
})
afterEach(async () => {
  page.close()
  await server.stop()
})

describe('the cursor', () => {
  test('moves with the rows as they are sorted, and stops at the ends', () => {
    page.query.sortBy('label')
    flushSync()
    const visited = Array.from({ length: 9 }, () => {
      page.selection.move(1)
      return page.selection.cursor
    })
    expect(visited).toEqual([4, 1, 5, 2, 6, 3, 7, 7, 7])
    page.selection.move(-Infinity)
    expect(page.selection.cursor).toBe(0)
    page.selection.move(Infinity)
    expect(page.selection.cursor).toBe(7)
  })

  test('goes to the first row when a new question leaves its row out', () => {
    page.selection.moveTo(5)
    page.query.toggle('label', 'iv')
    flushSync()
    expect(page.selection.cursor).toBe(3)
  })

  test('stays on its row when a new question keeps it', () => {
    page.selection.moveTo(7)
    page.query.toggle('label', 'iv')
    flushSync()
    expect(page.selection.cursor).toBe(7)
  })

  test('is nowhere when nothing is shown, and comes back', () => {
    page.query.text = 'nothing has this'
    flushSync()
    expect(page.selection.cursor).toBe(-1)
    page.selection.move(1)
    expect(targets()).toEqual([])
    page.query.clear()
    flushSync()
    expect(page.selection.cursor).toBe(0)
  })
})

describe('what an edit acts on', () => {
  test('is the row under the cursor, until rows are selected', () => {
    page.selection.moveTo(2)
    expect(targets()).toEqual([2])
    page.selection.moveTo(4, { toggle: true })
    page.selection.moveTo(6, { toggle: true })
    expect(targets()).toEqual([4, 6])
    page.selection.moveTo(6, { toggle: true })
    expect(targets()).toEqual([4])
  })

  test('is a range from the anchor, forward or back', () => {
    page.selection.moveTo(3)
    page.selection.move(1, true)
    page.selection.move(1, true)
    expect(targets()).toEqual([3, 4, 5])
    page.selection.moveTo(1, { extend: true })
    expect(targets()).toEqual([1, 2, 3])
  })

  test('is everything in view, and no more than that', () => {
    page.query.toggle('label', 'iv')
    flushSync()
    page.selection.all()
    expect(targets()).toEqual([3, 7])
  })

  test('is never out of sight', () => {
    page.selection.all()
    page.query.toggle('label', 'iv')
    flushSync()
    expect(targets()).toEqual([3, 7])
    page.query.clear()
    flushSync()
    expect(page.selection.count).toBe(2)
  })
})

describe('moving on', () => {
  test('leaves a range behind, but keeps what was picked one by one', () => {
    page.selection.moveTo(1)
    page.selection.move(2, true)
    page.selection.move(1)
    expect(page.selection.count).toBe(0)
    page.selection.toggle()
    page.selection.move(1)
    page.selection.toggle()
    page.selection.move(1)
    expect(page.selection.count).toBe(2)
  })

  test('leaves behind what was just edited', () => {
    page.selection.toggle(2)
    page.selection.toggle(3)
    page.selection.edited()
    expect(page.selection.count).toBe(2)
    page.selection.move(1)
    expect(page.selection.count).toBe(0)
  })

  test('a plain click clears the selection', () => {
    page.selection.all()
    page.selection.moveTo(4)
    expect(targets()).toEqual([4])
  })
})

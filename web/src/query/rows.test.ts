import { describe, expect, test } from 'vitest'
import { manyColumns } from '../../bench/million'
import { declared, snapshotFile } from '../../tests/columns-file'
import { decode, type Columns } from '../book/columns'
import { Only } from './only'
import type { Filters } from './query.svelte'
import type { Sort } from './look'
import { SORT_COLUMNS } from './look'
import { Rows } from './rows'

const all: Filters = {
  only: null,
  metadata: new Map(),
  text: '',
  labels: new Set(),
  splits: new Set(),
  tags: new Set(),
  excluded: 'any',
  authors: new Set(),
  fields: new Map(),
}
const byPath: Sort = { column: 'path', descending: false }

function book(): Columns {
  return decode(
    snapshotFile({
      classes: ['i', 'ii', 'x'],
      samples: [
        { id: 1, path: 'c.png', label: 'x', tags: ['b'], width: 30 },
        { id: 2, path: 'a10.png', label: 'i', split: 'val', author: 'Zoe', lastChange: 9 },
        { id: 3, path: 'a9.png', label: null, excluded: true, width: 10 },
        { id: 4, path: 'b.png', label: 'i', tags: ['a', 'b'], author: 'Anna', lastChange: 3 },
        { id: 5, path: 'd.png', label: 'ii', split: 'test', tags: ['a'] },
      ],
    }),
  )
}

function ask(columns: Columns, filters: Partial<Filters> = {}, sort: Sort = byPath): Rows {
  return new Rows(columns, { ...all, ...filters }, sort, null)
}

const ids = (columns: Columns, rows: Rows): number[] => [...rows.rows].map((row) => columns.id[row])
const sorted = (column: Sort['column'], descending = false): number[] => {
  const columns = book()
  return ids(columns, ask(columns, {}, { column, descending }))
}

describe('sorting', () => {
  test('goes by path in natural order', () => {
    expect(sorted('path')).toEqual([3, 2, 4, 1, 5])
    expect(sorted('path', true)).toEqual([5, 1, 4, 2, 3])
  })

  test('goes by class order, not by alphabet, with unlabelled samples last both ways', () => {
    expect(sorted('label')).toEqual([2, 4, 5, 1, 3])
    expect(sorted('label', true)).toEqual([1, 5, 2, 4, 3])
  })

  test('goes by last change and author, with untouched samples last both ways', () => {
    expect(sorted('last_change', true)).toEqual([2, 4, 3, 1, 5])
    expect(sorted('last_change')).toEqual([4, 2, 3, 1, 5])
    expect(sorted('author')).toEqual([4, 2, 3, 1, 5])
    expect(sorted('author', true)).toEqual([2, 4, 3, 1, 5])
  })

  test('goes by tags as words: a, a b, b, none', () => {
    expect(sorted('tags')).toEqual([4, 5, 1, 3, 2])
  })

  test('breaks ties by path', () => {
    expect(sorted('split')).toEqual([3, 4, 1, 2, 5])
    expect(sorted('width')).toEqual([3, 1, 2, 4, 5])
    expect(sorted('id', true)).toEqual([5, 4, 3, 2, 1])
  })
})

describe('filtering', () => {
  test('takes values of one facet together and facets one after the other', () => {
    const columns = book()
    expect(ids(columns, ask(columns, { labels: new Set(['i', 'x']) }))).toEqual([2, 4, 1])
    expect(
      ids(columns, ask(columns, { labels: new Set(['i', 'x']), splits: new Set(['train']) })),
    ).toEqual([4, 1])
  })

  test('can ask for what is not there: no label, no tag, never changed', () => {
    const columns = book()
    expect(ids(columns, ask(columns, { labels: new Set([null]) }))).toEqual([3])
    expect(ids(columns, ask(columns, { tags: new Set([null]) }))).toEqual([3, 2])
    expect(ids(columns, ask(columns, { tags: new Set([null, 'b']) }))).toEqual([3, 2, 4, 1])
    expect(ids(columns, ask(columns, { authors: new Set([null]) }))).toEqual([3, 1, 5])
    expect(ids(columns, ask(columns, { excluded: 'no' }))).toEqual([2, 4, 1, 5])
  })

  test('for what nobody has finds nothing', () => {
    const columns = book()
    expect(ids(columns, ask(columns, { labels: new Set(['nothing']) }))).toEqual([])
  })
})

test('each facet counts with the other filters applied, not its own', () => {
  const columns = book()
  const counts = ask(columns, { labels: new Set(['i']), excluded: 'no' }).counts()
  expect(Object.fromEntries(counts.label)).toEqual({ i: 2, ii: 1, x: 1, null: 0 })
  expect(Object.fromEntries(counts.split)).toEqual({ train: 1, val: 1, test: 0 })
  expect(Object.fromEntries(counts.tag)).toEqual({ a: 1, b: 1, null: 1 })
  expect(Object.fromEntries(counts.excluded)).toEqual({ 1: 0, null: 2 })
  expect(Object.fromEntries(counts.author)).toEqual({ Anna: 1, Zoe: 1, null: 0 })
})

describe('following changes row by row', () => {
  test('gives the same rows and counts as asking anew, whatever changes', () => {
    const columns = manyColumns(400)
    const array = Uint8Array.from(columns.id, (id) => [1, 8, 24][id % 3])
    const depth = { ...declared('depth', { filtered: true }), array }
    columns.fields = new Map([...columns.fields, ['depth', depth]])
    const next = randomly(5)
    for (const column of [...SORT_COLUMNS, 'field:depth'] as const) {
      for (const filters of [
        {},
        { labels: new Set(['iv', null]) },
        { tags: new Set(['keep', null]) },
        { labels: new Set(['iv', 'ii']), fields: new Map([['depth', new Set(['8'])]]) },
      ]) {
        const sort = { column, descending: next(2) === 1 }
        const rows = ask(columns, filters, sort)
        for (let round = 0; round < 12; round++) {
          const changed = Uint32Array.from({ length: 1 + next(30) }, () => next(columns.rows))
          for (const row of changed) change(columns, row, next)
          rows.update(changed, () => next(3) === 0)
          if (next(2) === 0) rows.release()
        }
        rows.release()
        const anew = ask(columns, filters, sort)
        expect([...rows.rows]).toEqual([...anew.rows])
        expect(rows.counts()).toEqual(anew.counts())
      }
    }
  })

  test('gives the same for very many rows at once', () => {
    const columns = manyColumns(9_000)
    const sort = { column: 'label', descending: true } as const
    const rows = ask(columns, { splits: new Set(['train']) }, sort)
    const changed = Uint32Array.from({ length: 5_000 }, (_, at) => at)
    for (const row of changed) columns.label[row] = (columns.label[row] + 3) % 11
    rows.update(changed, () => false)
    expect([...rows.rows]).toEqual([...ask(columns, { splits: new Set(['train']) }, sort).rows])
  })

  test('a held row stays at its place, and the others find theirs around it', () => {
    const columns = book()
    const rows = ask(columns, {}, { column: 'label', descending: false })
    expect(ids(columns, rows)).toEqual([2, 4, 5, 1, 3])
    columns.label[3] = 3
    rows.update(Uint32Array.of(3), () => true)
    columns.label[0] = 1
    rows.update(Uint32Array.of(0), () => false)
    expect(ids(columns, rows)).toEqual([2, 4, 1, 5, 3])
    expect(rows.position(3)).toBe(1)
    rows.release()
    expect(ids(columns, rows)).toEqual([2, 1, 5, 4, 3])
  })

  test('a held row that no longer passes the filter is counted out, but stays in sight', () => {
    const columns = book()
    const rows = ask(columns, { labels: new Set(['i']) })
    columns.label[1] = 2
    rows.update(Uint32Array.of(1), () => true)
    expect(ids(columns, rows)).toEqual([2, 4])
    expect(rows.counts().label.get('i')).toBe(1)
    rows.release()
    expect(ids(columns, rows)).toEqual([4])
  })

  test('a row is held only while it belongs elsewhere', () => {
    const columns = book()
    const rows = ask(columns, { labels: new Set(['i']) })
    columns.excluded[1] = 1
    rows.update(Uint32Array.of(1), () => true)
    expect(rows.heldCount).toBe(0)
    const label = columns.label[1]
    columns.label[1] = 2
    rows.update(Uint32Array.of(1), () => true)
    expect(rows.heldCount).toBe(1)
    columns.label[1] = label
    rows.update(Uint32Array.of(1), () => true)
    expect(rows.heldCount).toBe(0)
    expect(rows.release()).toBe(false)
  })

  test('a new class, tag or author is counted and sorted at once', () => {
    const columns = book()
    const rows = ask(columns, {}, { column: 'author', descending: false })
    columns.authors.push('Ben')
    columns.author[4] = columns.authors.length
    columns.tagged.set('new', Uint8Array.of(0, 0, 0, 0, 1))
    columns.tags.push('new')
    rows.update(Uint32Array.of(4), () => false)
    expect(ids(columns, rows)).toEqual([4, 5, 2, 3, 1])
    expect(rows.counts().author.get('Ben')).toBe(1)
    expect(rows.counts().tag.get('new')).toBe(1)
  })
})

function change(columns: Columns, row: number, next: (below: number) => number): void {
  columns.label[row] = next(11)
  columns.split[row] = next(3)
  columns.excluded[row] = next(2)
  columns.author[row] = next(21)
  columns.lastChange[row] = 100_000 + next(1000)
  for (const mask of columns.tagged.values()) mask[row] = next(2)
}

function randomly(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1664525 + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

test('a chosen set of samples is shown and nothing else, and facets count within it', () => {
  const columns = book()
  const rows = ask(columns, { only: Only.of('some', [columns.id[1], 999_999]) })
  expect(ids(columns, rows)).toEqual([columns.id[1]])
  expect([...rows.counts().split.values()].reduce((sum, one) => sum + one, 0)).toBe(1)
})

/** What one question costs on a book of a million rows. */

import { bench, describe } from 'vitest'
import type { Filters } from '../src/query/query.svelte'
import type { Sort } from '../src/query/look'
import { SORT_COLUMNS } from '../src/query/look'
import { Rows } from '../src/query/rows'
import { manyColumns, manyNames } from './million'

const ROWS = 1_000_000
const columns = manyColumns(ROWS)
const names = manyNames(ROWS)
const none: Filters = {
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
const rows = new Rows(columns, none, byPath, null)
const options = { iterations: 8, warmupIterations: 3, time: 0, warmupTime: 0 }

describe('filter and count all facets', () => {
  bench('one label', () => rows.ask({ ...none, labels: new Set(['iv']) }, byPath, null), options)
  bench('no filter', () => rows.ask(none, byPath, null), options)
  bench(
    'label, split, tag, excluded',
    () => {
      const filters: Filters = {
        ...none,
        labels: new Set(['iv', 'vi', null]),
        splits: new Set(['train']),
        tags: new Set(['blurry', null]),
        excluded: 'no',
      }
      rows.ask(filters, byPath, null)
    },
    options,
  )
})

describe('sort all rows', () => {
  const rows = new Rows(columns, none, byPath, null)
  for (const column of SORT_COLUMNS) {
    bench(column, () => rows.resort({ column, descending: true }), options)
  }
})

describe('search all paths', () => {
  for (const text of ['i', 'train', 'hand_7f', 'nowhere at all', 'ä']) {
    bench(JSON.stringify(text), () => void names.search(text), options)
  }
})

describe('follow changes', () => {
  const rows = new Rows(columns, none, { column: 'label', descending: false }, null)
  const few = Uint32Array.from({ length: 20 }, (_, at) => at * 40_000)
  bench(
    'twenty rows of a million, by others',
    () => {
      for (const row of few) columns.label[row] = (columns.label[row] + 1) % 11
      rows.update(few, () => false)
    },
    options,
  )
  bench(
    'one row, by me, then moving on',
    () => {
      columns.label[7] = (columns.label[7] + 1) % 11
      rows.update(Uint32Array.of(7), () => true)
      rows.release()
    },
    options,
  )
})

import { describe, expect, test } from 'vitest'
import { added, namesFile, snapshotFile } from '../../tests/columns-file'
import { colouringOf } from '../map/colouring'
import { Query } from '../query/query.svelte'
import { rangeTerm, textTerm, valueTerm } from '../query/terms'
import { Rows } from '../query/rows'
import { withArrivals, without } from '../book/arrivals'
import { cellColumn } from '../book/cells'
import { decode, type Columns } from '../book/columns'
import { metadataText, typedCell, type MetadataHeader } from '../book/metadata'
import { Names } from '../book/names'
import { Overlay } from '../book/overlay'

const cells: Record<string, string>[] = [
  { age: '17', eye: 'left', seen: '2024-03-01', found: '["a","b"]', note: 'Blurred edge' },
  { age: '0', eye: 'right', seen: '2024-03-01T12:30:00', found: '["b"]' },
  { age: '0.5', eye: 'left', seen: '2023-12-31', note: 'sharp' },
  {},
]
const book = {
  classes: ['i'],
  samples: cells.map((metadata, at) => ({
    ...{ id: at + 1, path: `${at}.png`, label: 'i', metadata },
  })),
  metadata: [
    added('age', 'number'),
    added('eye', 'category'),
    added('seen', 'date'),
    added('found', 'list'),
    added('note', 'text'),
  ],
}

function read(): Columns {
  return decode(snapshotFile(book))
}

function texts(columns: Columns, row: number): string[] {
  return [...columns.metadata.values()].map((column) => metadataText(column, row))
}

/** The samples that a search string shows, in its order. */
function shown(search: string, columns = read()): number[] {
  const query = new Query()
  query.fromSearch(search)
  const { rows } = new Rows(columns, query, query.sort, null)
  return Array.from(rows, (row) => columns.id[row])
}

function search(column: string, ...terms: string[]): string {
  return '?' + new URLSearchParams(terms.map((term) => [`column:${column}`, term])).toString()
}

describe('a metadata column', () => {
  test('reads as people write it', () => {
    const columns = read()
    expect(texts(columns, 0)).toEqual(['17', 'left', '2024-03-01', 'a; b', 'Blurred edge'])
    expect(texts(columns, 1)).toEqual(['0', 'right', '2024-03-01 12:30', 'b', ''])
    expect(texts(columns, 3)).toEqual(['', '', '', '', ''])
  })

  test.each([
    [search('age', rangeTerm('0.5', '')), [1, 3]],
    [search('age', rangeTerm('', '0.5')), [2, 3]],
    [search('age', ''), [4]],
    [search('age', rangeTerm('17', '17'), ''), [1, 4]],
    [search('eye', valueTerm('left')), [1, 3]],
    [search('eye', valueTerm('left'), valueTerm('right')), [1, 2, 3]],
    [search('seen', rangeTerm('2024', '2024-03')), [1, 2]],
    [search('seen', rangeTerm('', '2023-12-31')), [3]],
    [search('found', valueTerm('b')), [1, 2]],
    [search('note', textTerm('BLUR')), [1]],
    [search('note', textTerm('b..d')), []],
    [search('gone', valueTerm('left')), [1, 2, 3, 4]],
    ['?sort=column:age', [2, 3, 1, 4]],
    ['?sort=-column:age', [1, 3, 2, 4]],
    ['?sort=column:seen', [3, 1, 2, 4]],
    ['?sort=-column:eye', [2, 1, 3, 4]],
    ['?sort=column:gone', [1, 2, 3, 4]],
  ])('filters and sorts: %s', (asked, samples) => {
    expect(shown(asked)).toEqual(samples)
    const query = new Query()
    query.fromSearch(asked)
    expect(shown(query.toSearch())).toEqual(samples)
  })

  test('counts its values with the filters of the others', () => {
    const columns = read()
    const query = new Query()
    query.fromSearch(search('eye', valueTerm('left')))
    query.setTerms('age', [rangeTerm('1', '')])
    const rows = new Rows(columns, query, query.sort, null)
    const counts = (name: string): object =>
      Object.fromEntries(rows.counts().metadata.get(name) ?? [])
    expect(counts('eye')).toEqual({ '=left': 1, '=right': 0, '': 0 })
    expect(counts('found')).toEqual({ '=a': 1, '=b': 1, '': 0 })
    query.clear()
    rows.ask(query, query.sort, null)
    expect(counts('found')).toEqual({ '=a': 1, '=b': 2, '': 2 })
  })

  test('moves rows and counts when a cell is edited', () => {
    const columns = read()
    const query = new Query()
    query.fromSearch('?sort=column:age')
    const rows = new Rows(columns, query, query.sort, null)
    const set = (field: string, row: number, cell: string | null): void => {
      const column = cellColumn(columns, field)
      if (column) column.array[row] = column.encode(cell)
      rows.update(Uint32Array.of(row), () => false)
    }
    set('column:age', 3, '0.25')
    expect(Array.from(rows.rows, (row) => columns.id[row])).toEqual([2, 4, 3, 1])
    set('column:eye', 3, 'third')
    expect(rows.counts().metadata.get('eye')?.get('=third')).toBe(1)
    set('column:eye', 3, null)
    expect(rows.counts().metadata.get('eye')?.get('')).toBe(1)
  })

  test('comes and goes with samples', () => {
    const columns = read()
    const rows = { columns, names: new Names(namesFile(book)) }
    const grown = withArrivals(
      rows,
      [
        {
          ...{ id: 9, path: '9.png', width: 1, height: 1, hash: '0', label: 'i', split: 'train' },
          ...{ excluded: false, tags: [], last_change: 0, author: null, fields: {} },
          metadata: { age: '40', eye: 'new' },
        },
      ],
      ['i'],
    )
    expect(texts(grown.columns, 4)).toEqual(['40', 'new', '', '', ''])
    const left = without(grown, [1])
    expect(texts(left.columns, 0)[0]).toBe('0')
    expect(columns.metadata.get('eye')?.words).toEqual(['left', 'right'])
  })

  test('shows my edit until the server has answered', () => {
    const columns = read()
    const overlay = new Overlay(columns, (sample) => sample - 1)
    const edit = { field: 'column:age', samples: Uint32Array.of(4), after: '3' }
    overlay.put(edit)
    expect(texts(columns, 3)[0]).toBe('3')
    expect(overlay.confirmed('column:age', 3)).toBe(null)
    overlay.drop(edit)
    expect(texts(columns, 3)[0]).toBe('')
  })

  test('colours the map: a ramp of numbers and dates, names of the rest', () => {
    const columns = read()
    const measures = { typicality: null, score: null, suggestion: null, differenceOf: () => 0 }
    const age = colouringOf('column:age', columns, measures, false)
    expect(age.ends).toEqual(['0', '17'])
    expect([0, 1, 3].map((row) => age.codeOf(row))).toEqual([64, 1, 0])
    const seen = colouringOf('column:seen', columns, measures, false)
    expect(seen.ends).toEqual(['2023-12-31', '2024-03-01'])
    const eye = colouringOf('column:eye', columns, measures, false)
    expect(eye.entries.map(({ name, value }) => [name, value])).toEqual([
      ['left', '=left'],
      ['right', '=right'],
      ['empty', ''],
    ])
    expect(eye.facet).toBe('column:eye')
    expect(colouringOf('column:gone', columns, measures, false).codeOf(0)).toBe(0)
  })
})

describe('what a person types into a column', () => {
  test.each<[MetadataHeader['kind'], string, string | null]>([
    ['number', ' 17.50 ', '17.5'],
    ['number', '', null],
    ['date', '2024-03-01 12:30', '2024-03-01T12:30:00'],
    ['date', '2024-03-01', '2024-03-01'],
    ['list', 'a; b;;', '["a","b"]'],
    ['list', ';', null],
    ['category', ' left ', 'left'],
    ['text', ' as is ', ' as is '],
  ])('becomes a cell: %s %j', (kind, typed, cell) => {
    expect(typedCell({ name: 'x', kind }, typed)).toEqual({ cell })
  })

  test.each<[MetadataHeader['kind'], string]>([
    ['number', 'many'],
    ['number', '0x10'],
    ['number', 'Infinity'],
    ['date', '1.3.2024'],
    ['date', '2024-13-01'],
  ])('is refused in words: %s %j', (kind, typed) => {
    expect(typedCell({ name: 'x', kind }, typed)).toHaveProperty('problem')
  })
})

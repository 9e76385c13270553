import { describe, expect, test } from 'vitest'
import { declared, namesFile, snapshotFile } from '../../tests/columns-file'
import { Query } from '../query/query.svelte'
import { Rows } from '../query/rows'
import { sheetColumns } from '../review/sheet/columns'
import { withArrivals } from './arrivals'
import type { Arrival } from '../api/model'
import { decode, type Columns } from './columns'
import { fieldText } from './fields'
import { Names } from './names'

const book = {
  classes: ['i'],
  fields: [
    declared('depth', { says: 'Colour depth', shown: true, filtered: true }),
    declared('sharpness', { says: 'Sharpness', shown: true }),
    declared('camera', { kind: 'text', filtered: true, words: ['Nikon', 'Canon'] }),
  ],
  samples: [
    { id: 1, path: 'a.png', fields: { depth: 24, sharpness: -1.5, camera: 'Nikon' } },
    { id: 2, path: 'b.png', fields: { depth: 1, sharpness: 0.25, camera: 'Canon' } },
    { id: 3, path: 'c.png', fields: { depth: 8, sharpness: -0.5, camera: 'Nikon' } },
  ],
}

function asked(columns: Columns, search: string): Rows {
  const query = new Query()
  query.fromSearch(search)
  return new Rows(columns, query, query.sort, null)
}

function shown(columns: Columns, search: string): number[] {
  return [...asked(columns, search).rows].map((row) => columns.id[row])
}

function texts({ fields }: Columns, row: number): string[] {
  return ['depth', 'sharpness', 'camera'].flatMap((name) => {
    const field = fields.get(name)
    return field ? [fieldText(field, row)] : []
  })
}

describe('a field that only the server knows', () => {
  const columns = decode(snapshotFile(book))

  test('is a column of the sheet, with its title and its values', () => {
    const more = sheetColumns(columns.fields, columns.metadata).slice(-2)
    expect(more.map(({ column, name }) => [column, name])).toEqual([
      ['field:depth', 'Colour depth'],
      ['field:sharpness', 'Sharpness'],
    ])
    expect(texts(columns, 0)).toEqual(['24', '-1.5', 'Nikon'])
  })

  test('sorts the rows, whether it is a whole number, a fraction or a text', () => {
    expect(shown(columns, '?sort=field:depth')).toEqual([2, 3, 1])
    expect(shown(columns, '?sort=-field:depth')).toEqual([1, 3, 2])
    expect(shown(columns, '?sort=field:sharpness')).toEqual([1, 3, 2])
    expect(shown(columns, '?sort=field:camera')).toEqual([2, 1, 3])
    expect(shown(columns, '?sort=field:unheard_of')).toEqual([1, 2, 3])
  })

  test('filters by its values and counts them with the other filters applied', () => {
    expect(shown(columns, '?field:depth=8&field:depth=24')).toEqual([1, 3])
    const rows = asked(columns, '?field:depth=8&field:camera=Nikon')
    expect([...rows.rows]).toEqual([2])
    const { fields } = rows.counts()
    expect(Object.fromEntries(fields.get('depth') ?? [])).toEqual({ 1: 0, 8: 1, 24: 1 })
    expect(Object.fromEntries(fields.get('camera') ?? [])).toEqual({ Nikon: 1, Canon: 0 })
  })

  test('is written into the address with the filters, and read from it', () => {
    const query = new Query()
    query.toggle('field:depth', '8')
    query.sortBy('field:depth')
    expect(query.toSearch()).toBe('?field%3Adepth=8&sort=field%3Adepth')
    const other = new Query()
    other.fromSearch(query.toSearch())
    expect(other.has('field:depth', '8')).toBe(true)
    other.clear()
    expect(other.isFiltered).toBe(false)
  })

  test('comes with new samples, also where its word is new', () => {
    const arrival: Arrival = {
      ...{ id: 9, path: 'd.png', width: 5, height: 6, hash: '0', label: 'i', split: 'train' },
      ...{ excluded: false, tags: [], last_change: 0, author: null },
      fields: { depth: 8, sharpness: 2, camera: 'Leica' },
      metadata: {},
    }
    const rows = { columns, names: new Names(namesFile(book)) }
    const grown = withArrivals(rows, [arrival], ['i']).columns
    expect(texts(grown, 3)).toEqual(['8', '2', 'Leica'])
    expect(grown.fields.get('width')?.array[3]).toBe(5)
    expect(texts(grown, 0)).toEqual(['24', '-1.5', 'Nikon'])
    expect(columns.fields.get('camera')?.words).toEqual(['Nikon', 'Canon'])
  })
})

/** Metadata columns: what people added to a book, and how a cell of one is coded. */

import type { components } from '../api/schema'
import type { Cell } from '../api/model'

/** A metadata column as the header of the columns file describes it. */
export interface MetadataHeader extends Required<components['schemas']['Column']> {
  /** Code k is the cell words[k - 1]; numbers have none. */
  words: string[]
}

export type MetadataArray = Uint32Array | Float64Array

export interface MetadataColumn extends MetadataHeader {
  /** Codes, 0 for an empty cell; of numbers the values, NaN for an empty cell. */
  array: MetadataArray
  /** The code of each word, made when one is first looked up. */
  codes: Map<string, number> | null
}

export type Metadata = ReadonlyMap<string, MetadataColumn>

/** What names a metadata column as a field, a facet, an order or a colour. */
export type ColumnKey = `column:${string}`

const KEY = 'column:'

export function columnKey(name: string): ColumnKey {
  return `${KEY}${name}`
}

export function isColumnKey(text: string): text is ColumnKey {
  return text.startsWith(KEY)
}

export function columnName(key: string): string {
  return key.slice(KEY.length)
}

/** The code of a cell; a text that is new to the page is added. */
export function encodeCell(column: MetadataColumn, cell: Cell): number {
  if (column.kind === 'number') return cell === null ? NaN : Number(cell)
  if (cell === null) return 0
  column.codes ??= new Map(column.words.map((word, at) => [word, at + 1]))
  const known = column.codes.get(cell)
  if (known !== undefined) return known
  const code = column.words.push(cell)
  column.codes.set(cell, code)
  return code
}

/** The value of a code. */
export function decodeCell(column: MetadataColumn, code: number): Cell {
  if (column.kind === 'number') return Number.isNaN(code) ? null : String(code)
  return code === 0 ? null : column.words[code - 1]
}

/** Is the cell of a row empty? A number may be 0. */
export function isEmptyAt(column: MetadataColumn, row: number): boolean {
  const code = column.array[row]
  return column.kind === 'number' ? Number.isNaN(code) : code === 0
}

/** A cell as people read it. */
export function cellText(kind: MetadataHeader['kind'], cell: Cell): string {
  if (cell === null) return ''
  if (kind === 'list') return itemsOf(cell).join('; ')
  if (kind === 'date') return cell.replace('T', ' ').replace(/:00$/, '')
  return cell
}

/** What a row shows in a column. */
export function metadataText(column: MetadataColumn, row: number): string {
  return cellText(column.kind, decodeCell(column, column.array[row]))
}

/** The items of a list's cell. */
export function itemsOf(cell: string): string[] {
  return JSON.parse(cell) as string[]
}

/** The cell of what a person typed; a sentence where the column cannot hold it. */
export function typedCell(
  column: Pick<MetadataHeader, 'name' | 'kind'>,
  typed: string,
): { cell: Cell } | { problem: string } {
  const text = column.kind === 'text' ? typed : typed.trim()
  if (text === '') return { cell: null }
  switch (column.kind) {
    case 'number': {
      const value = Number(text.replace(/^\+/, ''))
      if (!/\d/.test(text) || !Number.isFinite(value) || /^[+-]?0[xob]/i.test(text)) {
        return { problem: `${column.name} holds numbers, as 17 or 0.5` }
      }
      return { cell: String(value) }
    }
    case 'date': {
      const found = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(:\d\d)?)?$/.exec(text)
      if (!found || Number.isNaN(Date.parse(found[1]))) {
        return { problem: `${column.name} holds dates, as 2024-03-01 or 2024-03-01 12:30` }
      }
      const [, day, minute, second] = found
      return { cell: minute ? `${day}T${minute}${second ?? ':00'}` : day }
    }
    case 'list': {
      const items = text.split(';').map((item) => item.trim())
      const held = items.filter((item) => item !== '')
      return { cell: held.length > 0 ? JSON.stringify(held) : null }
    }
    default:
      return { cell: text }
  }
}

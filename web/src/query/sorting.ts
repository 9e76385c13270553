/** Sorting a million rows: one number per row as its key, then a stable radix sort. */

import type { Columns } from '../book/columns'
import { fieldName } from '../book/fields'
import { columnName, isColumnKey } from '../book/metadata'
import type { Sort } from './look'

/** The key of an empty cell (no label, no tag, never changed): last, whatever the direction. */
const EMPTY_KEY = 0xffffffff

export interface Order {
  /** The sort key of a row; smaller comes first, ties go by path. */
  keyOf(row: number): number
}

/** How the rows of `columns` compare under `sort`. Reads the columns each time it is asked. */
export function orderOf(columns: Columns, sort: Sort): Order {
  const value = valueOf(columns, sort)
  if (!sort.descending) return { keyOf: value }
  return {
    keyOf: (row) => {
      const key = value(row)
      return key === EMPTY_KEY ? EMPTY_KEY : EMPTY_KEY - 1 - key
    },
  }
}

/** Sort `rows` stably by `keys[row]`, two bytes at a time; keys that all agree cost nothing. */
export function radixSort(rows: Uint32Array, keys: Uint32Array): Uint32Array {
  let from = rows
  let to: Uint32Array = new Uint32Array(rows.length)
  const counts = new Uint32Array(0x10000)
  for (const shift of [0, 16]) {
    counts.fill(0)
    for (let at = 0; at < from.length; at++) counts[(keys[from[at]] >>> shift) & 0xffff]++
    if (from.length === 0 || counts[(keys[from[0]] >>> shift) & 0xffff] === from.length) continue
    let start = 0
    for (let digit = 0; digit < counts.length; digit++) {
      const count = counts[digit]
      counts[digit] = start
      start += count
    }
    for (let at = 0; at < from.length; at++) {
      const row = from[at]
      to[counts[(keys[row] >>> shift) & 0xffff]++] = row
    }
    ;[from, to] = [to, from === rows ? new Uint32Array(rows.length) : from]
  }
  return from
}

function valueOf(columns: Columns, { column }: Sort): (row: number) => number {
  const { label, split, author, lastChange, pathRank } = columns
  switch (column) {
    case 'path':
      return (row) => pathRank[row]
    case 'label':
      return (row) => (label[row] === 0 ? EMPTY_KEY : label[row])
    case 'split':
      return (row) => split[row]
    case 'author': {
      const ranks = ranksOf(columns.authors)
      return (row) => (author[row] === 0 ? EMPTY_KEY : (ranks[author[row] - 1] ?? columns.rows))
    }
    case 'last_change':
      return (row) => (lastChange[row] === 0 ? EMPTY_KEY : lastChange[row])
    case 'id':
      return (row) => row
    case 'tags':
      return tagKeys(columns)
    case 'width':
    case 'height':
      return fieldKeys(columns, column)
    default:
      return isColumnKey(column)
        ? columnKeys(columns, columnName(column))
        : fieldKeys(columns, fieldName(column))
  }
}

/** Of a field that this book has not, all are alike: ties go by path. */
function fieldKeys(columns: Columns, name: string): (row: number) => number {
  const field = columns.fields.get(name)
  if (!field?.sortable) return () => 0
  const { array, words } = field
  if (field.kind === 'text') {
    const ranks = ranksOf(words)
    return (row) => ranks[array[row] - 1] ?? EMPTY_KEY
  }
  if (array instanceof Float32Array) return floatKeys(array)
  return (row) => array[row]
}

/** Numbers by their size, the rest by their text; of equal ones the first path comes first. */
function columnKeys(columns: Columns, name: string): (row: number) => number {
  const column = columns.metadata.get(name)
  if (!column) return () => 0
  const { array, words } = column
  if (column.kind === 'number') {
    const sorted = new Float64Array(array).sort()
    return (row) => (Number.isNaN(array[row]) ? EMPTY_KEY : placeOf(sorted, array[row]))
  }
  const order = [...words.keys()].sort((a, b) => (words[a] < words[b] ? -1 : 1))
  const ranks = new Uint32Array(words.length)
  order.forEach((code, rank) => (ranks[code] = rank))
  return (row) => (array[row] === 0 ? EMPTY_KEY : (ranks[array[row] - 1] ?? words.length))
}

/** A number that ascends with the value: twice its place among others, and one more if it is there. */
function placeOf(sorted: Float64Array, value: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (sorted[middle] < value) low = middle + 1
    else high = middle
  }
  return 2 * low + (sorted[low] === value ? 1 : 0)
}

/** The bits of a float as a number that ascends with it (IEEE 754: a sign, then a magnitude). */
function floatKeys(array: Float32Array): (row: number) => number {
  const bits = new Uint32Array(array.slice().buffer)
  return (row) => {
    if (Number.isNaN(array[row])) return EMPTY_KEY
    return (bits[row] & SIGN ? ~bits[row] : bits[row] | SIGN) >>> 0
  }
}

const SIGN = 0x80000000

/** Each name's place in alphabetical order. */
function ranksOf(names: readonly string[]): number[] {
  const sorted = [...names].sort()
  return names.map((name) => sorted.indexOf(name))
}

/**
 * Tags compare as the list of their names: the row with the alphabetically first tag comes
 * first. Up to 31 tags each give one bit; the rest of them do not count for the order.
 */
function tagKeys(columns: Columns): (row: number) => number {
  const masks = [...columns.tagged.keys()].sort().slice(0, 31)
  const arrays = masks.map((tag) => columns.tagged.get(tag) ?? new Uint8Array(columns.rows))
  return (row) => {
    let bits = 0
    for (const array of arrays) bits = bits * 2 + array[row]
    return bits === 0 ? EMPTY_KEY : 2 ** arrays.length - bits
  }
}

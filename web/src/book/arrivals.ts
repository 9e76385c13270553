/** Samples that come and go: the columns and the names with other rows, without a new snapshot. */

import { cellColumn, intern } from './cells'
import { byPath, indexOfId, type Columns } from './columns'
import { SPLITS, type Arrival, type Split } from '../api/model'
import { writeField, type FieldArray } from './fields'
import { encodeCell, type MetadataArray } from './metadata'
import type { Names } from './names'
import { compareNaturally, naturalKey } from './natural'
import type { Received } from './stream'

export interface Rows {
  columns: Columns
  names: Names
}

export interface Traffic {
  /** Samples that are no longer present. */
  gone: number[]
  /** null: the server did not list them. */
  arrivals: Arrival[] | null
  classes: string[]
}

/** The samples that a changeset added and removed; null where it did neither. */
export function trafficOf({ changeset, groups, arrivals, classes }: Received): Traffic | null {
  const present = groups.filter(({ field }) => field === 'present')
  const gone = present.filter(({ after }) => after === null).flatMap(({ samples }) => samples)
  const comes = changeset.added > 0 || present.some(({ after }) => after !== null)
  if (!comes && gone.length === 0) return null
  return { gone, arrivals: comes ? arrivals : [], classes: classes ?? [] }
}

/** The rows without some samples. Neither these rows nor their arrays are changed. */
export function without({ columns, names }: Rows, samples: readonly number[]): Rows {
  const found = samples.map((sample) => indexOfId(columns.id, sample)).filter((row) => row >= 0)
  const gone = Uint32Array.from(found).sort()
  if (gone.length === 0) return { columns, names }
  const lower = new Uint32Array(columns.rows)
  for (const row of gone) lower[columns.pathRank[row]] = 1
  for (let rank = 1; rank < lower.length; rank++) lower[rank] += lower[rank - 1]
  const left = every(columns, (array) => cut(array, gone))
  left.pathRank = left.pathRank.map((rank) => rank - lower[rank])
  return { columns: left, names: names.without(gone) }
}

/** The rows with more samples. classes: of the book, in the order of their keys. */
export function withArrivals(
  { columns, names }: Rows,
  arrivals: readonly Arrival[],
  classes: readonly string[],
): Rows {
  const came = arrivals.filter(({ id }) => indexOfId(columns.id, id) < 0)
  came.sort((a, b) => a.id - b.id)
  if (came.length === 0) return { columns, names }
  const places = Uint32Array.from(came, ({ id }) => lowerBound(columns.id, id))
  const paths = came.map(({ path }) => path)
  const ranks = ranksOf({ columns, names }, paths)
  const grown = every(columns, (array) => put(array, places))
  grown.pathRank = put(ranks.old, places)
  for (const name of classes) intern(grown.classes, name)
  came.forEach((arrival, at) => write(grown, places[at] + at, arrival, ranks.came[at]))
  return { columns: grown, names: names.with(places, paths) }
}

/** Write a sample's cells into its row, which is empty. */
function write(columns: Columns, row: number, arrival: Arrival, rank: number): void {
  columns.id[row] = arrival.id
  columns.label[row] = intern(columns.classes, arrival.label)
  columns.split[row] = SPLITS.indexOf(arrival.split as Split)
  columns.excluded[row] = arrival.excluded ? 1 : 0
  const told: Record<string, unknown> = { ...arrival, ...arrival.fields }
  for (const field of columns.fields.values()) {
    writeField(field, row, told[field.name] as number | string)
  }
  for (const column of columns.metadata.values()) {
    column.array[row] = encodeCell(column, arrival.metadata?.[column.name] ?? null)
  }
  columns.lastChange[row] = arrival.last_change
  columns.author[row] = intern(columns.authors, arrival.author)
  columns.hash[row] = parseInt(arrival.hash, 16)
  columns.pathRank[row] = rank
  for (const tag of arrival.tags) {
    const column = cellColumn(columns, `tag:${tag}`)
    if (column) column.array[row] = 1
  }
}

/** The ranks of the rows that are there, and of the new paths, among all of them. */
function ranksOf({ columns, names }: Rows, paths: string[]): { old: Uint32Array; came: number[] } {
  const order = byPath(columns)
  const keys = paths.map(naturalKey)
  const before = keys.map((key) => {
    let low = 0
    let high = order.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (compareNaturally(naturalKey(names.path(order[middle])), key) < 0) low = middle + 1
      else high = middle
    }
    return low
  })
  const sequence = [...keys.keys()].sort((a, b) => compareNaturally(keys[a], keys[b]))
  const came: number[] = []
  sequence.forEach((at, place) => (came[at] = before[at] + place))
  const higher = new Uint32Array(columns.rows + 1)
  for (const place of before) higher[place]++
  for (let rank = 1; rank < higher.length; rank++) higher[rank] += higher[rank - 1]
  return { old: columns.pathRank.map((rank) => rank + higher[rank]), came }
}

/** The same columns with new arrays. */
function every(
  columns: Columns,
  make: <T extends FieldArray | MetadataArray>(array: T) => T,
): Columns {
  const id = make(columns.id)
  return {
    seq: columns.seq,
    rows: id.length,
    classes: [...columns.classes],
    about: columns.about,
    tags: [...columns.tags],
    authors: [...columns.authors],
    id,
    label: make(columns.label),
    split: make(columns.split),
    excluded: make(columns.excluded),
    fields: new Map(
      [...columns.fields].map(([name, field]) => [
        name,
        { ...field, words: [...field.words], array: make(field.array) },
      ]),
    ),
    metadata: new Map(
      [...columns.metadata].map(([name, column]) => [
        name,
        { ...column, words: [...column.words], array: make(column.array), codes: null },
      ]),
    ),
    lastChange: make(columns.lastChange),
    author: make(columns.author),
    pathRank: make(columns.pathRank),
    hash: make(columns.hash),
    tagged: new Map([...columns.tagged].map(([tag, mask]) => [tag, make(mask)])),
  }
}

function empty<T extends FieldArray | MetadataArray>(like: T, length: number): T {
  return new (like.constructor as new (length: number) => T)(length)
}

/** An array without some rows, which ascend. */
function cut<T extends FieldArray | MetadataArray>(array: T, gone: Uint32Array): T {
  const left = empty(array, array.length - gone.length)
  let from = 0
  gone.forEach((row, count) => {
    left.set(array.subarray(from, row), from - count)
    from = row + 1
  })
  left.set(array.subarray(from), from - gone.length)
  return left
}

/** An array with an empty row before each of some places, which ascend. */
function put<T extends FieldArray | MetadataArray>(array: T, places: Uint32Array): T {
  const grown = empty(array, array.length + places.length)
  let from = 0
  places.forEach((place, count) => {
    grown.set(array.subarray(from, place), from + count)
    from = place
  })
  grown.set(array.subarray(from), from + places.length)
  return grown
}

function lowerBound(ids: Uint32Array, id: number): number {
  let low = 0
  let high = ids.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (ids[middle] < id) low = middle + 1
    else high = middle
  }
  return low
}

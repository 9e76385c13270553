/** The columns file: one book as typed arrays, and its paths. docs/ describes the layout. */

import type { FieldArray, Fields, SampleField } from './fields'
import { columnKey, type Metadata, type MetadataArray, type MetadataHeader } from './metadata'

/** The key and colour that were set for a class; null: those of its position. */
export interface AboutClass {
  description: string
  key: string | null
  colour: string | null
}

export interface Columns {
  /** The greatest changeset that is in these columns. */
  seq: number
  rows: number
  classes: string[]
  /** Of the classes, in their order; those that came since are not in it. */
  about: AboutClass[]
  tags: string[]
  authors: string[]
  /** Sample ids, ascending. */
  id: Uint32Array
  /** 0 none, k = classes[k - 1]. */
  label: Uint16Array
  /** 0 train, 1 val, 2 test. */
  split: Uint8Array
  excluded: Uint8Array
  /** What the server declares beside these, by name. */
  fields: Fields
  /** What people added, by name. */
  metadata: Metadata
  /** Changeset id; 0 none since the import. */
  lastChange: Uint32Array
  /** Author of the last change: 0 none, k = authors[k - 1]. */
  author: Uint16Array
  /** Rank of the path in natural order. */
  pathRank: Uint32Array
  /** The first 8 hex digits of the content hash. */
  hash: Uint32Array
  /** 0 or 1 per row. */
  tagged: Map<string, Uint8Array>
}

/** A book without rows, until one is loaded. */
export const EMPTY: Columns = {
  seq: 0,
  rows: 0,
  classes: [],
  about: [],
  tags: [],
  authors: [],
  id: new Uint32Array(),
  label: new Uint16Array(),
  split: new Uint8Array(),
  excluded: new Uint8Array(),
  fields: new Map(),
  metadata: new Map(),
  lastChange: new Uint32Array(),
  author: new Uint16Array(),
  pathRank: new Uint32Array(),
  hash: new Uint32Array(),
  tagged: new Map(),
}

interface ColumnEntry {
  name: string
  type: 'uint8' | 'uint16' | 'uint32' | 'float32' | 'float64'
  offset: number
  length: number
}

export interface FileHeader {
  seq: number
  rows: number
  classes: string[]
  about: AboutClass[]
  tags: string[]
  authors: string[]
  fields: SampleField[]
  metadata: MetadataHeader[]
  columns: ColumnEntry[]
}

class BadColumns extends Error {}

const MAGIC = 'LBC1'
const SIZES = { uint8: 1, uint16: 2, uint32: 4, float32: 4, float64: 8 }
const ARRAYS = {
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
}

/** Read the header as soon as its bytes are there; null while they are not. */
export function readHeader(bytes: Uint8Array): FileHeader | null {
  if (bytes.length < 8) return null
  const magic = String.fromCharCode(...bytes.subarray(0, 4))
  if (magic !== MAGIC) throw new BadColumns(`The server sent no columns file (starts "${magic}").`)
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true)
  if (bytes.length < 8 + length) return null
  return JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as FileHeader
}

/** The size in bytes of the whole file that this header opens. */
export function fileSize(header: FileHeader): number {
  let end = 0
  for (const entry of header.columns) {
    end = Math.max(end, entry.offset + entry.length * SIZES[entry.type])
  }
  return end
}

export interface ColumnsFile {
  header: FileHeader
  /** A column by name, as a view of the buffer; throws BadColumns where there is none. */
  column: (name: string) => FieldArray | Float64Array
}

/** Read any columns file. */
export function openColumns(buffer: ArrayBuffer): ColumnsFile {
  const header = readHeader(new Uint8Array(buffer))
  if (!header || fileSize(header) > buffer.byteLength) {
    throw new BadColumns('The columns file is cut short; load the page again.')
  }
  const entries = new Map(header.columns.map((entry) => [entry.name, entry]))
  const column = (name: string): FieldArray | Float64Array => {
    const entry = entries.get(name)
    if (!entry) throw new BadColumns(`The columns file has no column "${name}".`)
    return new ARRAYS[entry.type](buffer, entry.offset, entry.length)
  }
  return { header, column }
}

/** Decode GET /api/snapshot. The arrays are views of `buffer`, not copies. */
export function decode(buffer: ArrayBuffer): Columns {
  const { header, column } = openColumns(buffer)
  const { seq, rows, classes, about, tags, authors } = header
  const id = column('id') as Uint32Array
  const tagged = new Map<string, Uint8Array>()
  for (const tag of tags) {
    const mask = new Uint8Array(rows)
    for (const sample of column(`tag:${tag}`)) {
      const row = indexOfId(id, sample)
      if (row >= 0) mask[row] = 1
    }
    tagged.set(tag, mask)
  }
  return {
    seq,
    rows,
    classes,
    about,
    tags,
    authors,
    id,
    label: column('label') as Uint16Array,
    split: column('split') as Uint8Array,
    excluded: column('excluded') as Uint8Array,
    fields: new Map(
      header.fields.map((field) => [
        field.name,
        { ...field, array: column(field.name) as FieldArray },
      ]),
    ),
    metadata: new Map(
      header.metadata.map((one) => [
        one.name,
        { ...one, array: column(columnKey(one.name)) as MetadataArray, codes: null },
      ]),
    ),
    lastChange: column('last_change') as Uint32Array,
    author: column('author') as Uint16Array,
    pathRank: column('path_rank') as Uint32Array,
    hash: column('hash') as Uint32Array,
    tagged,
  }
}

/** Decode GET /api/names: where each row's path starts, and the bytes. */
export function decodeNames(buffer: ArrayBuffer): { offset: Uint32Array; bytes: Uint8Array } {
  const { column } = openColumns(buffer)
  return { offset: column('path_offset') as Uint32Array, bytes: column('path') as Uint8Array }
}

/** The row of a sample id in ascending ids; -1 where there is none. */
export function indexOfId(ids: Uint32Array, id: number): number {
  // Ids are mostly without gaps, so the first guess is often right.
  const guess = ids.length > 0 ? id - ids[0] : -1
  if (ids[guess] === id) return guess
  let low = 0
  let high = ids.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    if (ids[middle] === id) return middle
    if (ids[middle] < id) low = middle + 1
    else high = middle - 1
  }
  return -1
}

/** Rows in the order of their paths. */
export function byPath(columns: Columns): Uint32Array {
  const rows = new Uint32Array(columns.rows)
  for (let row = 0; row < columns.rows; row++) rows[columns.pathRank[row]] = row
  return rows
}

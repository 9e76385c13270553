/** Writes columns files as the server does, for tests and benchmarks. */

import type { SampleField } from '../src/book/fields'
import type { MetadataHeader } from '../src/book/metadata'
import { compareNaturally, naturalKey } from '../src/book/natural'

export interface SampleRow {
  id: number
  path: string
  label?: string | null
  split?: 'train' | 'val' | 'test'
  excluded?: boolean
  width?: number
  height?: number
  lastChange?: number
  author?: string | null
  tags?: string[]
  fields?: Record<string, number | string>
  metadata?: Record<string, string>
}

export interface BookRows {
  seq?: number
  classes: string[]
  samples: SampleRow[]
  /** What the server declares beside width and height. */
  fields?: SampleField[]
  metadata?: Omit<MetadataHeader, 'words'>[]
}

type Column = [
  name: string,
  array: Uint8Array | Uint16Array | Uint32Array | Float32Array | Float64Array,
]

/** Pack columns behind their header, each on a multiple of 8. */
export function columnsFile(header: object, columns: Column[]): ArrayBuffer {
  const encoder = new TextEncoder()
  const entries = columns.map(([name, array]) => ({
    name,
    type: `${array.constructor.name.slice(0, 1) === 'F' ? 'float' : 'uint'}${array.BYTES_PER_ELEMENT * 8}`,
    offset: 10_000_000_000,
    length: array.length,
  }))
  const draft = encoder.encode(JSON.stringify({ ...header, columns: entries })).length
  const start = Math.ceil((8 + draft) / 8) * 8
  let offset = start
  columns.forEach(([, array], at) => {
    entries[at].offset = offset
    offset = Math.ceil((offset + array.byteLength) / 8) * 8
  })
  const file = new Uint8Array(offset)
  file.set(encoder.encode('LBC1'))
  new DataView(file.buffer).setUint32(4, start - 8, true)
  file.fill(32, 8, start)
  file.set(encoder.encode(JSON.stringify({ ...header, columns: entries })), 8)
  columns.forEach(([, array], at) => {
    file.set(new Uint8Array(array.buffer, array.byteOffset, array.byteLength), entries[at].offset)
  })
  return file.buffer
}

/** What the server says of a field. */
export function declared(name: string, more: Partial<SampleField> = {}): SampleField {
  const plain = { kind: 'number', shown: false, sortable: true, filtered: false } as const
  return { name, says: name, ...plain, words: [], ...more }
}

function fieldColumn(field: SampleField, samples: SampleRow[]): Column {
  const values = samples.map(({ fields }) => fields?.[field.name] ?? 0)
  if (field.kind === 'text') {
    return [field.name, Uint16Array.from(values, (word) => field.words.indexOf(String(word)) + 1)]
  }
  return [field.name, (field.filtered ? Uint8Array : Float32Array).from(values.map(Number))]
}

/** What the server says of a metadata column. */
export function added(
  name: string,
  kind: MetadataHeader['kind'],
  more: Partial<MetadataHeader> = {},
): Omit<MetadataHeader, 'words'> {
  return { name, kind, group: false, description: '', ...more }
}

function metadataColumn(
  { name, kind }: Omit<MetadataHeader, 'words'>,
  samples: SampleRow[],
): { words: string[]; column: Column } {
  const cells = samples.map(({ metadata }) => metadata?.[name] ?? null)
  if (kind === 'number') {
    const values = cells.map((cell) => (cell === null ? NaN : Number(cell)))
    return { words: [], column: [`column:${name}`, Float64Array.from(values)] }
  }
  const words = [...new Set(cells.filter((cell) => cell !== null))].sort()
  const codes = cells.map((cell) => (cell === null ? 0 : words.indexOf(cell) + 1))
  return { words, column: [`column:${name}`, Uint32Array.from(codes)] }
}

export function snapshotFile({
  seq = 0,
  classes,
  samples,
  fields = [],
  metadata = [],
}: BookRows): ArrayBuffer {
  const columns = metadata.map((one) => metadataColumn(one, samples))
  const names = (of: (sample: SampleRow) => string[]): string[] => [...new Set(samples.flatMap(of))]
  const tags = names((sample) => sample.tags ?? [])
  const authors = names((sample) => (sample.author == null ? [] : [sample.author]))
  const sorted = samples.map((sample) => sample.path).sort(naturally)
  const u32 = (of: (sample: SampleRow) => number): Uint32Array => Uint32Array.from(samples, of)
  const header = {
    ...{ seq, rows: samples.length, classes, about: [], tags, authors },
    fields: [declared('width'), declared('height'), ...fields],
    metadata: metadata.map((one, at) => ({ ...one, words: columns[at].words })),
  }
  return columnsFile(header, [
    ['id', u32((sample) => sample.id)],
    ['label', Uint16Array.from(samples, ({ label }) => (label ? classes.indexOf(label) + 1 : 0))],
    [
      'split',
      Uint8Array.from(samples, ({ split }) => ['train', 'val', 'test'].indexOf(split ?? 'train')),
    ],
    ['excluded', Uint8Array.from(samples, ({ excluded }) => Number(excluded ?? false))],
    ['width', u32(({ width }) => width ?? 32)],
    ['height', u32(({ height }) => height ?? 32)],
    ...fields.map((field) => fieldColumn(field, samples)),
    ...columns.map(({ column }) => column),
    ['last_change', u32(({ lastChange }) => lastChange ?? 0)],
    [
      'author',
      Uint16Array.from(samples, ({ author }) => (author ? authors.indexOf(author) + 1 : 0)),
    ],
    ['path_rank', u32((sample) => sorted.indexOf(sample.path))],
    ['hash', u32((sample) => sample.id * 7919)],
    ...tags.map((tag): Column => {
      const having = samples.filter((sample) => sample.tags?.includes(tag))
      return [`tag:${tag}`, Uint32Array.from(having, (sample) => sample.id)]
    }),
  ])
}

export function namesFile({ seq = 0, samples }: BookRows): ArrayBuffer {
  const encoder = new TextEncoder()
  const paths = samples.map((sample) => encoder.encode(sample.path))
  const offset = new Uint32Array(paths.length + 1)
  paths.forEach((path, at) => (offset[at + 1] = offset[at] + path.length))
  const bytes = new Uint8Array(offset[paths.length])
  paths.forEach((path, at) => bytes.set(path, offset[at]))
  return columnsFile({ seq, rows: samples.length, classes: [], tags: [], authors: [] }, [
    ['path_offset', offset],
    ['path', bytes],
  ])
}

function naturally(a: string, b: string): number {
  return compareNaturally(naturalKey(a), naturalKey(b))
}

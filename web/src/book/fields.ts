/** The fields that the server declares of every sample: their columns, and how a value reads. */

import { intern } from './cells'

export type FieldArray = Uint8Array | Uint16Array | Uint32Array | Float32Array

/** A field as the header of the columns file describes it. */
export interface SampleField {
  name: string
  /** To people: the title of its column. */
  says: string
  kind: 'number' | 'text'
  /** A column of its own in the sheet, and a line in the details. */
  shown: boolean
  sortable: boolean
  filtered: boolean
  /** Of a text: code k is words[k - 1]. */
  words: string[]
}

export interface FieldColumn extends SampleField {
  array: FieldArray
}

/** What names a field where an order or a facet may also be one that every book has. */
export type FieldKey = `field:${string}`

const KEY = 'field:'

export function fieldKey(name: string): FieldKey {
  return `${KEY}${name}`
}

export function isFieldKey(text: string): text is FieldKey {
  return text.startsWith(KEY)
}

export function fieldName(key: FieldKey): string {
  return key.slice(KEY.length)
}

export type Fields = ReadonlyMap<string, FieldColumn>

/** A number with so many digits after the point. */
const DIGITS = { maximumFractionDigits: 3 }

export function fieldText(field: FieldColumn, row: number): string {
  const code = field.array[row]
  return field.kind === 'text' ? (field.words[code - 1] ?? '') : code.toLocaleString('en', DIGITS)
}

/** Write a sample's value; a word that is new to the page is added. */
export function writeField(field: FieldColumn, row: number, value: number | string): void {
  field.array[row] = typeof value === 'string' ? intern(field.words, value) : value
}

/** The values that a filter offers, by their codes; those without a row may be among them. */
export function codeNames(field: FieldColumn): Map<number, string> {
  if (field.kind === 'text') return new Map(field.words.map((word, at) => [at + 1, word]))
  const seen = new Uint8Array(256 ** field.array.BYTES_PER_ELEMENT)
  for (const code of field.array) seen[code] = 1
  const names = new Map<number, string>()
  for (let code = 0; code < seen.length; code++) if (seen[code] === 1) names.set(code, String(code))
  return names
}

/** Which codes of a filter's field have the wanted values: 0 or 1 per code. */
export function fieldCodes(field: FieldColumn, wanted: ReadonlySet<string>): Uint8Array {
  const codes = [...wanted].map((value) =>
    field.kind === 'text' ? field.words.indexOf(value) + 1 : Number(value),
  )
  const passes = new Uint8Array(0x10000)
  for (const code of codes) passes[code] = 1
  if (field.kind === 'text') passes[0] = 0
  return passes
}

/** There is room for the failures of so many filters by field beside the others'. */
const MOST_FILTERS = 9

/** The fields to filter by; each has the bit of its place. */
export function filterFields(fields: Fields): FieldColumn[] {
  return [...fields.values()].filter(({ filtered }) => filtered).slice(0, MOST_FILTERS)
}

/** The fields with a column of their own in the sheet. */
export function shownFields(fields: Fields): FieldColumn[] {
  return [...fields.values()].filter(({ shown }) => shown)
}

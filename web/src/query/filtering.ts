/** Which rows a query shows, and how many rows each value of each facet would show. */

import { indexOfId, type Columns } from '../book/columns'
import { fieldCodes, fieldName, filterFields, isFieldKey, type FieldArray } from '../book/fields'
import { columnName, isColumnKey, type MetadataArray } from '../book/metadata'
import { SPLITS, type Split } from '../api/model'
import type { Only } from './only'
import { EMPTY_TERM, meets } from './terms'
import type { Facet, Filters } from './query.svelte'

/** One bit for each filter that a row can fail. */
export const FAILS = {
  text: 1,
  label: 2,
  split: 4,
  tag: 8,
  excluded: 16,
  author: 32,
  only: 64,
} as const
/** Of the k-th field to filter by, the bit is this one k places up. */
const FIRST_FIELD = 128

/** Of the k-th metadata column that filters, k places up from here; the last is shared. */
const FIRST_COLUMN = FIRST_FIELD << 9
const MOST_COLUMNS = 14

/** The filters that each row fails, as bits. */
export type Fails = Uint32Array

export function failOfField(place: number): number {
  return FIRST_FIELD << place
}

/** The bit of each metadata column that filters. */
export function columnFails(columns: Columns, filters: Filters): Map<string, number> {
  const filtering = [...columns.metadata.keys()].filter((name) => filters.metadata.has(name))
  return new Map(
    filtering.map((name, place) => [name, FIRST_COLUMN << Math.min(place, MOST_COLUMNS)]),
  )
}

/** How many rows have each value, with all *other* facets' filters applied. null: none. */
export interface FacetCounts {
  label: Map<string | null, number>
  split: Map<Split, number>
  tag: Map<string | null, number>
  /** '1': excluded; null: not. */
  excluded: Map<'1' | null, number>
  author: Map<string | null, number>
  /** Of each field to filter by. */
  fields: Map<string, Map<string, number>>
  /** Of each metadata column of few values, by the term that asks for them. */
  metadata: Map<string, Map<string, number>>
}

/** How many rows have a value of a facet. */
export function countOfValue(counts: FacetCounts, facet: Facet, value: string | null): number {
  if (isColumnKey(facet))
    return counts.metadata.get(columnName(facet))?.get(value ?? EMPTY_TERM) ?? 0
  if (isFieldKey(facet)) return counts.fields.get(fieldName(facet))?.get(value ?? '') ?? 0
  const own: ReadonlyMap<string | null, number> = counts[facet]
  return own.get(value) ?? 0
}

/** A query made ready for the codes of some columns. */
export interface Test {
  /** 0 or 1 per row, or null where there is no text to search. */
  text: Uint8Array | null
  /** 0 or 1 per row, or null where no set of samples was chosen. */
  only: Uint8Array | null
  /** 0 or 1 per code; null where the facet filters nothing. */
  label: Uint8Array | null
  split: Uint8Array | null
  author: Uint8Array | null
  excluded: Uint8Array | null
  tags: Uint8Array[] | null
  untagged: boolean
  /** Of each field that filters: its codes, which of them pass, and its bit. */
  fields: { array: FieldArray; passes: Uint8Array; fail: number }[]
  /** Of each metadata column that filters. */
  metadata: { array: MetadataArray; passes: (code: number) => boolean; fail: number }[]
}

export function testOf(columns: Columns, filters: Filters, text: Uint8Array | null): Test {
  const { tags } = filters
  const named = [...tags].filter((tag) => tag !== null)
  return {
    text,
    only: filters.only === null ? null : chosen(columns, filters.only),
    label: codes(columns.classes, filters.labels),
    author: codes(columns.authors, filters.authors),
    split: filters.splits.size
      ? Uint8Array.from(SPLITS, (split) => Number(filters.splits.has(split)))
      : null,
    excluded:
      filters.excluded === 'any'
        ? null
        : Uint8Array.of(...(filters.excluded === 'no' ? [1, 0] : [0, 1])),
    tags: tags.size
      ? named.map((tag) => columns.tagged.get(tag) ?? new Uint8Array(columns.rows))
      : null,
    untagged: tags.has(null),
    fields: filterFields(columns.fields).flatMap((field, place) => {
      const wanted = filters.fields.get(field.name)
      return wanted
        ? [{ array: field.array, passes: fieldCodes(field, wanted), fail: failOfField(place) }]
        : []
    }),
    metadata: [...columnFails(columns, filters)].flatMap(([name, fail]) => {
      const [column, terms] = [columns.metadata.get(name), filters.metadata.get(name)]
      return column && terms ? [{ array: column.array, passes: meets(column, terms), fail }] : []
    }),
  }
}

/** Which rows are among the chosen samples. */
function chosen(columns: Columns, only: Only): Uint8Array {
  const mask = new Uint8Array(columns.rows)
  for (const sample of only.samples) {
    const row = indexOfId(columns.id, sample)
    if (row >= 0) mask[row] = 1
  }
  return mask
}

/** Which codes pass: [none, ...names]. */
function codes(names: readonly string[], wanted: ReadonlySet<string | null>): Uint8Array | null {
  if (wanted.size === 0) return null
  return Uint8Array.of(Number(wanted.has(null)), ...names.map((name) => Number(wanted.has(name))))
}

/** Fill `fails` as failsOf does row by row, in one pass over one column per filter. */
export function failsOfAll(columns: Columns, test: Test, fails: Fails): void {
  fails.fill(0)
  if (test.text !== null) failing(test.text, PASS, FAILS.text, fails)
  if (test.only !== null) failing(test.only, PASS, FAILS.only, fails)
  if (test.label !== null) failing(columns.label, test.label, FAILS.label, fails)
  if (test.split !== null) failing(columns.split, test.split, FAILS.split, fails)
  if (test.excluded !== null) failing(columns.excluded, test.excluded, FAILS.excluded, fails)
  if (test.author !== null) failing(columns.author, test.author, FAILS.author, fails)
  for (const { array, passes, fail } of test.fields) failing(array, passes, fail, fails)
  for (const { array, passes, fail } of test.metadata) {
    for (let row = 0; row < fails.length; row++) if (!passes(array[row])) fails[row] |= fail
  }
  if (test.tags === null) return
  const tags = new Uint8Array(columns.rows)
  if (test.untagged) {
    for (const mask of columns.tagged.values()) either(tags, mask)
    for (let row = 0; row < tags.length; row++) tags[row] ^= 1
  }
  for (const mask of test.tags) either(tags, mask)
  failing(tags, PASS, FAILS.tag, fails)
}

/** Of a 0-or-1 column, 1 passes. */
const PASS = Uint8Array.of(0, 1)

/** Give every row whose code does not pass the bit `fail`. */
function failing(codes: FieldArray, passes: Uint8Array, fail: number, fails: Fails): void {
  // Codes that came later than the test (a new class, say) pass nothing.
  const bits = new Uint32Array(0x10000).fill(fail)
  passes.forEach((pass, code) => (bits[code] = pass ? 0 : fail))
  for (let row = 0; row < fails.length; row++) fails[row] |= bits[codes[row]]
}

function either(into: Uint8Array, mask: Uint8Array): void {
  for (let row = 0; row < into.length; row++) into[row] |= mask[row]
}

/** The filters that a row fails, as bits; 0: it is shown. */
export function failsOf(columns: Columns, test: Test, row: number): number {
  let fails = 0
  if (test.text !== null && test.text[row] === 0) fails |= FAILS.text
  if (test.only !== null && test.only[row] === 0) fails |= FAILS.only
  if (test.label !== null && !test.label[columns.label[row]]) fails |= FAILS.label
  if (test.split !== null && !test.split[columns.split[row]]) fails |= FAILS.split
  if (test.excluded !== null && !test.excluded[columns.excluded[row]]) fails |= FAILS.excluded
  if (test.author !== null && !test.author[columns.author[row]]) fails |= FAILS.author
  if (test.tags !== null && !passesTags(columns, test.tags, test.untagged, row)) fails |= FAILS.tag
  for (const { array, passes, fail } of test.fields) if (!passes[array[row]]) fails |= fail
  for (const { array, passes, fail } of test.metadata) if (!passes(array[row])) fails |= fail
  return fails
}

function passesTags(columns: Columns, tags: Uint8Array[], untagged: boolean, row: number): boolean {
  for (const mask of tags) if (mask[row]) return true
  return untagged && isUntagged(columns, row)
}

function isUntagged(columns: Columns, row: number): boolean {
  for (const mask of columns.tagged.values()) if (mask[row]) return false
  return true
}

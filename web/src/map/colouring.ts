/** What the map's colours stand for: a code per row, a colour per code, and the legend. */

import type { Columns } from '../book/columns'
import { cellText, columnName, type ColumnKey, type MetadataColumn } from '../book/metadata'
import { EMPTY_TERM, isListed, valueTerm } from '../query/terms'
import { DIFFERENCES } from './differences.svelte'
import { SPLITS } from '../api/model'
import type { Facet } from '../query/query.svelte'
import type { ColourBy } from '../query/look'
import { classColour, placeColour } from '../ui/colours'
import type { Oklch } from '../ui/oklch'
import { RAMP_STEPS, rampColours, splitColours } from './palette'

export interface Entry {
  code: number
  name: string
  colour: Oklch
  /** The value of the facet that filters to this entry. */
  value: string | null
}

export interface Colouring {
  by: ColourBy
  /** The row's code; read from the columns each time. */
  codeOf(row: number): number
  /** One colour per code. */
  colours: Oklch[]
  /** The named values; a ramp has none. */
  entries: Entry[]
  /** The facet that filters by the entries. */
  facet: Facet | null
  /** The ends of a ramp, in words. */
  ends: [low: string, high: string] | null
}

/** What the colours can show besides the book's columns. */
export interface Measures {
  typicality: Float32Array | null
  /** Of the issues: 0 to 1 per row, and a class code per row. */
  score: Float32Array | null
  suggestion: Uint16Array | null
  /** What is other than at a version: 0, or 1 + the place in DIFFERENCES. */
  differenceOf(row: number): number
}

export function colouringOf(
  by: ColourBy,
  columns: Columns,
  measures: Measures,
  dark: boolean,
): Colouring {
  switch (by) {
    case 'label':
      return named(by, columns.classes, 'no label', 'label', dark, (row) => columns.label[row])
    case 'suggestion': {
      const { suggestion } = measures
      return named(
        by,
        columns.classes,
        'no suggestion',
        null,
        dark,
        (row) => suggestion?.[row] ?? 0,
      )
    }
    case 'author':
      return named(
        by,
        columns.authors,
        'not changed yet',
        'author',
        dark,
        (row) => columns.author[row],
      )
    case 'split': {
      const colouring = named(by, SPLITS, '', 'split', dark, (row) => columns.split[row] + 1)
      const colours = splitColours(dark)
      const entries = colouring.entries
        .filter(({ code }) => code > 0)
        .map((entry) => ({ ...entry, colour: colours[entry.code] }))
      return { ...colouring, colours, entries }
    }
    case 'tag': {
      // A sample with several tags has the colour of the newest of them.
      const tags = [...columns.tagged.keys()]
      const masks = [...columns.tagged.values()]
      return named(by, tags, 'no tag', 'tag', dark, (row) => {
        for (let at = masks.length - 1; at >= 0; at--) if (masks[at][row]) return at + 1
        return 0
      })
    }
    case 'changed':
      return named(by, DIFFERENCES, 'unchanged', null, dark, (row) => measures.differenceOf(row))
    case 'score':
      return ramp(by, measures.score, ['sound', 'suspect'], dark)
    case 'typicality':
      return ramp(by, measures.typicality, ['outlier', 'typical'], dark)
    default:
      return ofColumn(by, columns.metadata.get(columnName(by)), dark)
  }
}

/** Values that have a colour of their own; the rest share one. */
const MOST_COLOURS = 40

/** Numbers and dates are a ramp from the least to the greatest; of texts the commonest are named. */
function ofColumn(by: ColumnKey, column: MetadataColumn | undefined, dark: boolean): Colouring {
  if (!column) return named(by, [], 'no such column', null, dark, () => 0)
  const { array, words, kind } = column
  if (kind === 'number' || kind === 'date') {
    const values = kind === 'number' ? null : [NaN, ...words.map((word) => Date.parse(word))]
    const at = (row: number): number => (values ? (values[array[row]] ?? NaN) : array[row])
    let [low, high] = [Infinity, -Infinity]
    for (let row = 0; row < array.length; row++) {
      const value = at(row)
      if (value < low) low = value
      if (value > high) high = value
    }
    const width = high > low ? high - low : 1
    const told = (value: number): string => {
      if (!Number.isFinite(value)) return 'empty'
      return kind === 'date' ? new Date(value).toISOString().slice(0, 10) : String(value)
    }
    return rampOf(by, (row) => (at(row) - low) / width, [told(low), told(high)], dark)
  }
  const counts = new Uint32Array(words.length + 1)
  for (let row = 0; row < array.length; row++) counts[array[row]]++
  const order = [...words.keys()].sort((a, b) => counts[b + 1] - counts[a + 1])
  const shown = order.slice(0, MOST_COLOURS).sort((a, b) => a - b)
  const codes = new Uint16Array(words.length + 1).fill(shown.length + 1)
  codes[0] = 0
  shown.forEach((word, place) => (codes[word + 1] = place + 1))
  const others = order.length > shown.length ? ['other'] : []
  const names = [...shown.map((word) => cellText(kind, words[word])), ...others]
  const last = shown.length
  const code = (row: number): number => codes[array[row]] ?? (others.length > 0 ? last + 1 : 0)
  const facet = isListed(column) && kind === 'category' ? by : null
  const colouring = named(by, names, 'empty', facet, dark, code)
  const terms = shown.map((word) => valueTerm(words[word]))
  const entries = colouring.entries
    .map((entry) => (entry.code === 0 ? entry : { ...entry, value: terms[entry.code - 1] ?? null }))
    .map((entry) => (entry.code === 0 ? { ...entry, value: EMPTY_TERM } : entry))
  return { ...colouring, entries: facet ? entries.filter(({ value }) => value !== null) : entries }
}

function named(
  by: ColourBy,
  names: readonly string[],
  none: string,
  facet: Facet | null,
  dark: boolean,
  codeOf: (row: number) => number,
): Colouring {
  const colourOf = by === 'label' || by === 'suggestion' ? classColour : placeColour
  const colours = [-1, ...names.keys()].map((index) => colourOf(index, dark))
  const entries = names.map((name, at) => ({
    code: at + 1,
    name,
    colour: colours[at + 1],
    value: name,
  }))
  const rest = { code: 0, name: none, colour: colours[0], value: null }
  return { by, codeOf, colours, entries: [...entries, rest], facet, ends: null }
}

/** Code 0 is "no value". */
function ramp(
  by: ColourBy,
  values: Float32Array | null,
  ends: [string, string],
  dark: boolean,
): Colouring {
  return rampOf(by, (row) => values?.[row] ?? NaN, ends, dark)
}

/** value: 0 to 1, NaN for none. */
function rampOf(
  by: ColourBy,
  value: (row: number) => number,
  ends: [string, string],
  dark: boolean,
): Colouring {
  const codeOf = (row: number): number => {
    const part = value(row)
    if (Number.isNaN(part)) return 0
    return 1 + Math.round(Math.min(Math.max(part, 0), 1) * (RAMP_STEPS - 1))
  }
  const colours = [placeColour(-1, dark), ...rampColours(dark)]
  return { by, codeOf, colours, entries: [], facet: null, ends }
}

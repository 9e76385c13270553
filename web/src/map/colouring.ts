/** What the map's colours stand for: a code per row, a colour per code, and the legend. */

import type { Columns } from '../book/columns'
import { DIFFERENCES } from './differences.svelte'
import { SPLITS } from '../api/model'
import type { ColourBy, OwnFacet } from '../query/query.svelte'
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
  /** What there is to tell apart by name; a ramp has none. */
  entries: Entry[]
  /** The facet that filters by the entries. */
  facet: OwnFacet | null
  /** The ends of a ramp, in words. */
  ends: [low: string, high: string] | null
}

/** What beside the book the colours can stand for. */
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
  }
}

function named(
  by: ColourBy,
  names: readonly string[],
  none: string,
  facet: OwnFacet | null,
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
  const codeOf = (row: number): number =>
    values === null || Number.isNaN(values[row])
      ? 0
      : 1 + Math.round(Math.min(Math.max(values[row], 0), 1) * (RAMP_STEPS - 1))
  const colours = [placeColour(-1, dark), ...rampColours(dark)]
  return { by, codeOf, colours, entries: [], facet: null, ends }
}

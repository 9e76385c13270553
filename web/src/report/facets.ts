/**
 * What the colours can show. A facet gives each row an entry of the legend, for filters, and a
 * shade, which may be finer.
 */

import { RAMP_STEPS, rampColour, rampColours, splitColours } from '../map/palette'
import { classColour } from '../ui/colours'
import type { Oklch } from '../ui/oklch'
import type { ReportMap } from './data'

export interface Entry {
  code: number
  text: string
}

export interface Facet {
  name: string
  /** The code of a row's entry. */
  codes: ArrayLike<number>
  /** Those that a row has, in the order of the legend. */
  entries: Entry[]
  /** A row's place among the colours. */
  shades: ArrayLike<number>
  colours(dark: boolean): Oklch[]
  colourOf(code: number, dark: boolean): Oklch
}

const BANDS = 5

/** Everything that this map can be coloured by. */
export function facetsOf(map: ReportMap): Facet[] {
  const { label, classes, split, splits, issues, changes } = map
  const byClass = (name: string, codes: Uint16Array, none: string): Facet =>
    namedFacet(name, codes, classes, none)
  const facets = [
    byClass('Label', label, 'no label'),
    namedFacet('Split', split, splits, 'no split', splitColours),
    rampFacet('Typicality', map.projection.typicality, 'not known', ['outlier', 'typical']),
  ]
  if (issues !== null) {
    facets.push(
      rampFacet('Issue score', issues.score, 'not checked', ['sound', 'suspect']),
      byClass('Suggestion', issues.suggestion, 'no suggestion'),
    )
  }
  if (changes !== null) {
    facets.push(
      byClass('Label as imported', changes.imported, 'no label'),
      namedFacet('What changed', changes.difference, changes.names, 'unchanged'),
    )
  }
  return facets
}

/** names: of the entries after the first, which is "none". codes: an entry a row. */
function namedFacet(
  name: string,
  codes: Uint16Array,
  names: readonly string[],
  none: string,
  colours = (dark: boolean): Oklch[] =>
    [-1, ...names.keys()].map((index) => classColour(index, dark)),
): Facet {
  const there = new Set(codes)
  const entries = [none, ...names].map((text, code) => ({ code, text }))
  return {
    name,
    codes,
    entries: entries.filter(({ code }) => there.has(code)),
    shades: codes,
    colours,
    colourOf: (code, dark) => colours(dark)[code],
  }
}

/** values: 0 to 1 a row, NaN for none; ends: words for the lowest and the highest band. */
function rampFacet(
  name: string,
  values: Float32Array,
  none: string,
  ends: [low: string, high: string],
): Facet {
  const codes = Uint8Array.from(values, (value) =>
    Number.isNaN(value) ? 0 : 1 + Math.min(BANDS - 1, Math.floor(value * BANDS)),
  )
  const shades = Uint8Array.from(values, (value) =>
    Number.isNaN(value) ? 0 : 1 + Math.round(value * (RAMP_STEPS - 1)),
  )
  const there = new Set(codes)
  const percent = 100 / BANDS
  const bands = Array.from({ length: BANDS }, (_, at) => {
    const word = at === 0 ? `, ${ends[0]}` : at === BANDS - 1 ? `, ${ends[1]}` : ''
    return { code: at + 1, text: `${at * percent} to ${(at + 1) * percent} %${word}` }
  })
  return {
    name,
    codes,
    entries: [...bands.reverse(), { code: 0, text: none }].filter(({ code }) => there.has(code)),
    shades,
    colours: (dark) => [classColour(-1, dark), ...rampColours(dark)],
    colourOf: (code, dark) =>
      code === 0 ? classColour(-1, dark) : rampColour((code - 0.5) / BANDS, dark),
  }
}

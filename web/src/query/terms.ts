/**
 * What a metadata column is filtered by: terms, of which a row has to meet one.
 *
 * '' an empty cell; '=left' this value, or an item of a list; '~blur' a text that contains it;
 * '10..20' from and to, of numbers and dates, where either may be missing.
 */

import { decodeCell, itemsOf, type MetadataColumn } from '../book/metadata'

export const EMPTY_TERM = ''
const IS = '='
const HAS = '~'
const TO = '..'

export function valueTerm(value: string): string {
  return IS + value
}

export function textTerm(text: string): string {
  return HAS + text
}

export function rangeTerm(from: string, to: string): string {
  return from + TO + to
}

/** The value that a term asks for; null for another sort of term. */
export function valueOf(term: string): string | null {
  return term.startsWith(IS) ? term.slice(IS.length) : null
}

/** The text that is searched for; '' where none is. */
export function textOf(terms: Iterable<string>): string {
  for (const term of terms) if (term.startsWith(HAS)) return term.slice(HAS.length)
  return ''
}

/** From and to; '' where there is no bound. */
export function rangeOf(terms: Iterable<string>): [from: string, to: string] {
  for (const term of terms) {
    if (isRange(term)) return term.split(TO) as [string, string]
  }
  return ['', '']
}

function isRange(term: string): boolean {
  return !term.startsWith(IS) && !term.startsWith(HAS) && term.includes(TO)
}

/** Which codes of a column meet one of the terms. A new word of the column is looked at too. */
export function meets(
  column: MetadataColumn,
  terms: ReadonlySet<string>,
): (code: number) => boolean {
  const tests = [...terms].map((term) => cellTest(column, term))
  if (column.kind === 'number') {
    return (code) => {
      const cell = Number.isNaN(code) ? null : code
      return tests.some((test) => test(cell))
    }
  }
  // A text is looked at once, however many rows have it.
  const known: boolean[] = []
  return (code) => (known[code] ??= tests.some((test) => test(decodeCell(column, code))))
}

function cellTest(column: MetadataColumn, term: string): (cell: string | number | null) => boolean {
  if (term === EMPTY_TERM) return (cell) => cell === null
  const value = valueOf(term)
  if (value !== null) {
    if (column.kind === 'list')
      return (cell) => cell !== null && itemsOf(String(cell)).includes(value)
    return (cell) => cell !== null && String(cell) === value
  }
  if (term.startsWith(HAS)) {
    const wanted = textOf([term]).toLowerCase()
    return (cell) => cell !== null && String(cell).toLowerCase().includes(wanted)
  }
  const [from, to] = rangeOf([term])
  if (column.kind === 'number') {
    const low = from === '' ? -Infinity : Number(from)
    const high = to === '' ? Infinity : Number(to)
    return (cell) => cell !== null && Number(cell) >= low && Number(cell) <= high
  }
  // "2024-03" as the end takes in the whole month.
  return (cell) =>
    cell !== null &&
    (from === '' || String(cell) >= from) &&
    (to === '' || String(cell).slice(0, to.length) <= to)
}

/** The columns that list their values with counts. */
export function isListed(column: MetadataColumn): boolean {
  return column.kind === 'category' || column.kind === 'list'
}

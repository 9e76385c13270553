/** Colours that stand for classes and people; both themes use the same hues. */

import { fromHex, type Oklch } from './oklch'

/**
 * The colours of the first twelve classes (lightness, chroma, hue), found by search: the smallest
 * distance of any two in OKLab is 0.16, and as large for people who see red and green alike (0.09
 * there counts as 0.16), in an order in which every beginning of the list is far apart too.
 */
const FIRST: readonly [number, number, number][] = [
  [0.636, 0.195, 256],
  [0.769, 0.238, 139],
  [0.507, 0.114, 58],
  [0.778, 0.135, 353],
  [0.511, 0.224, 327],
  [0.526, 0.093, 177],
  [0.51, 0.238, 284],
  [0.615, 0.096, 317],
  [0.697, 0.094, 150],
  [0.587, 0.232, 10],
  [0.77, 0.125, 236],
  [0.662, 0.141, 68],
]
/** On a dark ground everything is so much lighter. */
const LIGHTER = 0.06
const NO_CLASS: Oklch = { l: 0.68, chroma: 0.012, hue: 270 }

/**
 * The colour of a place in a list, for dots; the same hue in both themes. From the thirteenth on, hues turn
 * by the golden angle on three levels of lightness: distinct, but no longer told apart by eye
 * alone, which is what pointing at a class is for.
 */
export function placeColour(index: number, dark: boolean): Oklch {
  if (index < 0) return NO_CLASS
  const [l, chroma, hue] = FIRST[index] ?? further(index - FIRST.length)
  return { l: dark ? l + LIGHTER : l, chroma, hue }
}

function further(index: number): [number, number, number] {
  const level = index % 3
  return [[0.6, 0.5, 0.74][level], [0.17, 0.13, 0.11][level], (index * 137.508 + 31) % 360]
}

/** The colour that somebody chose for class `index`; null: that of its place. */
type Chosen = (index: number) => string | null | undefined
let chosen: Chosen = () => null

/** Let the book say which colours its classes have. */
export function takeClassColours(source: Chosen): void {
  chosen = source
}

/** The colour of a class: the one that somebody chose, in both themes, or that of its place. */
export function classColour(index: number, dark: boolean): Oklch {
  const own = index < 0 ? null : chosen(index)
  return own ? fromHex(own) : placeColour(index, dark)
}

/** The hue of a class, for chips. */
export function classHue(index: number): number {
  return index < 0 ? 0 : classColour(index, false).hue
}

const PEOPLE = [262, 20, 150, 330, 60, 200, 100, 300, 0, 175, 235, 40]

/** The hue of a person: colour is the number that the server gave. */
export function personHue(colour: number): number {
  return PEOPLE[colour % PEOPLE.length]
}

/** "Anna Berg" -> "AB". */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean)
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words
  return letters.map((word) => [...word][0].toUpperCase()).join('') || '?'
}

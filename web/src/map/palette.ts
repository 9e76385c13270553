/** The map's colours: of splits, of a measure from 0 to 1, and as the painter takes them. */

import { placeColour } from '../ui/colours'
import { toRgb, type Oklch } from '../ui/oklch'

export const RAMP_STEPS = 64
/** The classes whose colours stand for train, val and test. */
const SPLIT_CLASSES = [0, 11, 9]

/** The colours of no split, train, val and test. */
export function splitColours(dark: boolean): Oklch[] {
  return [-1, ...SPLIT_CLASSES].map((index) => placeColour(index, dark))
}

/** From a quiet blue over green to a loud yellow; darker ends on a light ground. part: 0 to 1. */
export function rampColour(part: number, dark: boolean): Oklch {
  const l = dark ? 0.42 + 0.46 * part : 0.8 - 0.3 * part
  return { l, chroma: 0.06 + 0.16 * part, hue: 265 + 105 * part }
}

export function rampColours(dark: boolean): Oklch[] {
  return Array.from({ length: RAMP_STEPS }, (_, step) => rampColour(step / (RAMP_STEPS - 1), dark))
}

/** RGBA bytes of the colours, one after the other. */
export function paletteBytes(colours: readonly Oklch[]): Uint8Array {
  const bytes = new Uint8Array(colours.length * 4)
  colours.forEach((colour, at) => bytes.set([...toRgb(colour), 255], at * 4))
  return bytes
}

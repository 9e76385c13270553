/** The ink of an image in one colour, to shine through what is drawn now. */

import { greyOf, strengthOf, threshold } from './ink'
import { blank, type Raster } from './raster'

const COLOUR = [88, 80, 214] as const

export function tintOf(raster: Raster): Raster {
  const { width, height } = raster
  const strength = strengthOf(greyOf(raster), width, height)
  const level = threshold(strength)
  const out = blank(width, height)
  for (let at = 0; at < strength.length; at++) {
    if (strength[at] <= level / 2) continue
    out.data.set(COLOUR, at * 4)
    out.data[at * 4 + 3] = Math.min(255, (255 * strength[at]) / level)
  }
  return out
}

/** How large and how opaque points are, so that few can be seen and many do not hide each other. */

import type { Lookout } from './camera'
import type { Look } from './painter'

export interface Options {
  /** How many points the map has. */
  points: number
  zoom: number
  density: boolean
  /** Are points that the filters leave out hidden, or faint? */
  hidden: boolean
  dark: boolean
}

export function lookOf(at: Lookout, { points, zoom, density, hidden, dark }: Options): Look {
  const area = Math.max(1, at.width * at.height)
  const apart = Math.sqrt(area / Math.max(1, points))
  const size = between(0.36 * apart, 1.5, 7.5) * between(zoom ** 0.4, 0.8, 3)
  // How often the points would cover the viewport; near ones are fewer.
  const cover = (points * size * size * 0.8) / (area * Math.max(1, zoom ** 1.5))
  return {
    size: Math.min(size, 14),
    opacity: between(0.55 / Math.sqrt(cover), 0.28, 0.88),
    faint: hidden ? 0 : points > 20_000 ? 0.05 : 0.16,
    density: density ? between(1.1 / (cover * 6), 0.02, 0.9) : 0,
    dim: 0.32,
    edge: dark ? [1, 1, 1] : [0.1, 0.1, 0.14],
  }
}

function between(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}

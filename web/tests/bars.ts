/** Drawings for the tests of the canvas: bars on grainy grey paper. */

import { blank, randomOf, WHITE, type Raster } from '../src/canvas/engine/raster'

export const [WIDTH, HEIGHT] = [120, 90]

/** Upright bars (x, top, bottom; 5 px wide) and level ones, dark on grainy grey paper. */
export function page(
  uprights: [number, number, number][],
  levels: [number, number, number][] = [],
  thickness = 5,
): Raster {
  const raster = blank(WIDTH, HEIGHT, WHITE)
  const random = randomOf(7)
  for (let at = 0; at < WIDTH * HEIGHT; at++) {
    const [x, y] = [at % WIDTH, Math.floor(at / WIDTH)]
    const isInk =
      uprights.some(
        ([left, top, bottom]) => x >= left && x < left + thickness && y >= top && y < bottom,
      ) ||
      levels.some(([top, left, right]) => y >= top && y < top + thickness && x >= left && x < right)
    const grain = Math.round(random() * 8 - 4)
    raster.data.fill((isInk ? 40 : 232) + grain, at * 4, at * 4 + 3)
  }
  return raster
}

/** The mean brightness of what a mask holds. */
export function mean(raster: Raster, mask: Uint8Array): number {
  let [sum, count] = [0, 0]
  mask.forEach((here, at) => {
    if (here) [sum, count] = [sum + raster.data[at * 4], count + 1]
  })
  return sum / count
}

export const THREE = page([
  [20, 20, 70],
  [50, 20, 70],
  [80, 20, 70],
])

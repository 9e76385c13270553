/** Strokes as pieces: selected with one click, split along lines. */

import type { Box, Mask, Point } from './raster'
import { components, depth, joinNearest, near, type Pieces } from './regions'

/** Gaps of at most this share of the stroke's thickness do not part it: a pen runs dry. */
const BROKEN = 0.5

/** Number the strokes of a page's ink; `cuts` are lines that part what touches. */
export function strokesOf(ink: Mask, width: number, cuts: readonly Point[][] = []): Pieces {
  const reach = Math.round((thicknessOf(ink, width) * BROKEN) / 2)
  const bridged = near(ink, width, reach)
  for (const cut of cuts) wall(bridged, width, cut)
  const pieces = components(bridged, width)
  const lost = new Uint8Array(ink.length)
  for (let at = 0; at < ink.length; at++) {
    if (ink[at] === 0) pieces.numbers[at] = 0
    else if (pieces.numbers[at] === 0) lost[at] = 1
  }
  // Ink under a line belongs to the part that is nearest.
  if (cuts.length > 0) joinNearest(pieces, lost, width)
  return pieces
}

/** The number of the piece at a point, or of the nearest within `reach` pixels; 0 for none. */
export function pieceAt(pieces: Pieces, width: number, { x, y }: Point, reach: number): number {
  const height = pieces.numbers.length / width
  let [best, found] = [Infinity, 0]
  for (
    let row = Math.max(0, Math.floor(y - reach));
    row <= Math.min(height - 1, y + reach);
    row++
  ) {
    const from = Math.max(0, Math.floor(x - reach))
    for (let column = from; column <= Math.min(width - 1, x + reach); column++) {
      const number = pieces.numbers[row * width + column]
      const off = Math.hypot(column + 0.5 - x, row + 0.5 - y)
      if (number > 0 && off < best && off <= reach) [best, found] = [off, number]
    }
  }
  return found
}

/** The mask of some pieces. */
export function maskOf({ numbers }: Pieces, wanted: ReadonlySet<number>): Mask {
  const mask = new Uint8Array(numbers.length)
  for (let at = 0; at < mask.length; at++) if (wanted.has(numbers[at])) mask[at] = 1
  return mask
}

/** The mask of a rectangle. */
export function rectangle(box: Box, width: number, height: number): Mask {
  const mask = new Uint8Array(width * height)
  for (let y = Math.max(0, Math.round(box.top)); y < Math.min(height, box.top + box.height); y++) {
    const start = y * width
    mask.fill(
      1,
      start + Math.min(Math.max(0, Math.round(box.left)), width),
      start + Math.min(width, Math.max(0, Math.round(box.left + box.width))),
    )
  }
  return mask
}

/** The mask inside a line that is drawn round (its ends joined); even-odd rule. */
export function lasso(line: readonly Point[], width: number, height: number): Mask {
  const mask = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    const middle = y + 0.5
    const crossings: number[] = []
    line.forEach((from, at) => {
      const to = line[(at + 1) % line.length]
      if (from.y <= middle === to.y <= middle) return
      crossings.push(from.x + ((middle - from.y) / (to.y - from.y)) * (to.x - from.x))
    })
    crossings.sort((a, b) => a - b)
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      const start = Math.min(Math.max(Math.ceil(crossings[pair] - 0.5), 0), width)
      const end = Math.min(Math.max(Math.ceil(crossings[pair + 1] - 0.5), start), width)
      mask.fill(1, y * width + start, y * width + end)
    }
  }
  return mask
}

/** How thick the strokes of a mask are, in pixels: the median along their middle lines. */
export function thicknessOf(ink: Mask, width: number): number {
  const middle = ridge(depth(ink, width), width)
  if (middle.length === 0) return 1
  return Math.max(1, 2 * middle.sort()[middle.length >> 1] - 1)
}

/** The depth of strokes at their middle lines: pixels with no deeper neighbour. */
export function ridge(deep: Float32Array, width: number): Float32Array<ArrayBuffer> {
  const found: number[] = []
  for (let at = width + 1; at < deep.length - width - 1; at++) {
    const here = deep[at]
    if (here === 0) continue
    const isHighest =
      (here >= deep[at - 1] && here >= deep[at + 1]) ||
      (here >= deep[at - width] && here >= deep[at + width])
    const isLow =
      here < deep[at - width - 1] ||
      here < deep[at + width + 1] ||
      here < deep[at - width + 1] ||
      here < deep[at + width - 1]
    if (isHighest && !isLow) found.push(here)
  }
  return Float32Array.from(found)
}

/** Take the pixels under a line out of a mask, so that nothing touches across it. */
function wall(mask: Mask, width: number, line: readonly Point[]): void {
  const height = mask.length / width
  const clear = (x: number, y: number): void => {
    if (x >= 0 && y >= 0 && x < width && y < height) mask[y * width + x] = 0
  }
  for (let at = 0; at + 1 < line.length; at++) {
    const [from, to] = [line[at], line[at + 1]]
    const steps = Math.max(1, Math.ceil(2 * Math.hypot(to.x - from.x, to.y - from.y)))
    for (let step = 0; step <= steps; step++) {
      const x = from.x + ((to.x - from.x) * step) / steps
      const y = from.y + ((to.y - from.y) * step) / steps
      // Two pixels wide along each axis: no diagonal slips through.
      for (const dx of [-0.5, 0.5]) {
        for (const dy of [-0.5, 0.5]) clear(Math.floor(x + dx), Math.floor(y + dy))
      }
    }
  }
}

/** What a step changed, as runs of pixels: the same delta leads there and back. */

import type { Box } from './raster'

/**
 * Runs of changed pixels. starts: their first pixels; lengths: how many each; bits: of all of them,
 * what was there "exclusive or" what is there now.
 */
export interface Delta {
  starts: Uint32Array<ArrayBuffer>
  lengths: Uint32Array<ArrayBuffer>
  bits: Uint32Array<ArrayBuffer>
}

/** The delta between two states of a page, which differ within a box at most. */
export function deltaOf(was: Uint32Array, is: Uint32Array, width: number, box: Box): Delta {
  const starts: number[] = []
  const lengths: number[] = []
  const bits: number[] = []
  for (let y = box.top; y < box.top + box.height; y++) {
    let run = 0
    const end = y * width + box.left + box.width
    for (let at = y * width + box.left; at < end; at++) {
      const bit = was[at] ^ is[at]
      if (bit === 0) {
        run = 0
        continue
      }
      if (run === 0) {
        starts.push(at)
        lengths.push(0)
      }
      lengths[lengths.length - 1] = ++run
      bits.push(bit)
    }
  }
  return {
    starts: Uint32Array.from(starts),
    lengths: Uint32Array.from(lengths),
    bits: Uint32Array.from(bits, (bit) => bit >>> 0),
  }
}

/** Go from one state to the other, whichever of the two `pixels` are in. */
export function flip(pixels: Uint32Array, { starts, lengths, bits }: Delta): void {
  let from = 0
  for (let run = 0; run < starts.length; run++) {
    const start = starts[run]
    for (let step = 0; step < lengths[run]; step++) pixels[start + step] ^= bits[from++]
  }
}

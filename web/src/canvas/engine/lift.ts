/** Ink taken off its paper: a colour and a cover for each pixel, to be laid on another. */

import { boxOf, crop, words, type Box, type Mask, type Raster } from './raster'
import { near } from './regions'

/** Pixels beyond its mask that the soft edge of a stroke reaches. */
const EDGE = 2

export interface Lifted {
  raster: Raster
  left: number
  top: number
}

/** What to take of a page, and what must stay. */
export interface LiftRequest {
  page: Raster
  /** The page's bare paper. */
  plate: Raster
  /** All ink of the page. */
  ink: Mask
  /** What is taken. */
  mask: Mask
}

/** The mask with its soft edge, without ink that is not taken. */
export function reachOf({ page, ink, mask }: LiftRequest): Mask {
  const reach = near(mask, page.width, EDGE)
  for (let at = 0; at < reach.length; at++) if (ink[at] && !mask[at]) reach[at] = 0
  return reach
}

/** Lift ink; paper that shows through soft edges stays. Null where there is no ink. */
export function lift(request: LiftRequest): Lifted | null {
  const { page, plate, mask } = request
  const reach = reachOf(request)
  const box = boxOf(reach, page.width)
  if (box.width === 0) return null
  const full = fullStrength(page, plate, mask)
  const out = crop(page, box)
  eachOf(box, page.width, (from, to) => {
    const cover = reach[from] ? Math.min(1, apart(page, plate, from) / full) : 0
    for (let band = 0; band < 3; band++) {
      const under = plate.data[from * 4 + band]
      const value = page.data[from * 4 + band]
      const share = Math.max(cover, 1e-3)
      out.data[to * 4 + band] = cover === 0 ? 0 : (value - under * (1 - share)) / share
    }
    out.data[to * 4 + 3] = cover * 255
  })
  return { raster: out, left: box.left, top: box.top }
}

/** Lift pixels as they are, paper and all. */
export function cutOut(page: Raster, mask: Mask): Lifted | null {
  const box = boxOf(mask, page.width)
  if (box.width === 0) return null
  const out = crop(page, box)
  const pixels = words(out)
  eachOf(box, page.width, (from, to) => {
    if (mask[from] === 0) pixels[to] = 0
  })
  return { raster: out, left: box.left, top: box.top }
}

/** Restore the bare paper where ink was taken; returns the part that changed. */
export function bare(page: Raster, plate: Raster, gone: Mask): Box {
  const [to, from] = [words(page), words(plate)]
  for (let at = 0; at < gone.length; at++) if (gone[at]) to[at] = from[at]
  return boxOf(gone, page.width)
}

/** How strong ink is where nothing of the paper is seen: what a tenth of the mask exceeds. */
function fullStrength(page: Raster, plate: Raster, mask: Mask): number {
  const found: number[] = []
  for (let at = 0; at < mask.length; at++) if (mask[at]) found.push(apart(page, plate, at))
  found.sort((a, b) => a - b)
  return Math.max(found[Math.floor(found.length * 0.9)] ?? 1, 1)
}

function apart(page: Raster, plate: Raster, at: number): number {
  let most = 0
  for (let band = 0; band < 3; band++) {
    most = Math.max(most, Math.abs(page.data[at * 4 + band] - plate.data[at * 4 + band]))
  }
  return most
}

/** Go over a box: the place in the page, and in the box. */
function eachOf(box: Box, width: number, visit: (from: number, to: number) => void): void {
  for (let y = 0; y < box.height; y++) {
    const start = (box.top + y) * width + box.left
    for (let x = 0; x < box.width; x++) visit(start + x, y * box.width + x)
  }
}

/** What of an image is ink: the same rules as labelbook/images/ink.py. */

import type { Mask, Raster } from './raster'

/** Grey levels between paper and ink; less is noise. */
const LEAST_CONTRAST = 16
/** So far may a rim pixel be from the rim's median, and still be the same paper. */
const EVEN = 24

export type Grey = Uint8Array<ArrayBuffer>

/** Brightness, weighted as the server does it. */
export function greyOf({ data, width, height }: Raster): Grey {
  const grey = new Uint8Array(width * height)
  for (let at = 0, from = 0; at < grey.length; at++, from += 4) {
    grey[at] = (data[from] * 299 + data[from + 1] * 587 + data[from + 2] * 114 + 500) / 1000
  }
  return grey
}

/** The brightness of the paper: the median of the outermost pixels. */
function paperOf(grey: Grey, width: number, height: number): number {
  const rim = rimOf(grey, width, height).sort()
  return rim[rim.length >> 1]
}

/** Is the image a drawing on even paper? */
export function isOnPaper(grey: Grey, width: number, height: number): boolean {
  const paper = paperOf(grey, width, height)
  const rim = rimOf(grey, width, height)
  return rim.filter((value) => Math.abs(value - paper) <= EVEN).length >= 0.7 * rim.length
}

/** How far each pixel is from the paper's brightness. */
export function strengthOf(grey: Grey, width: number, height: number): Grey {
  const paper = paperOf(grey, width, height)
  return grey.map((value) => Math.abs(value - paper))
}

/** The threshold that separates ink from paper best. Source: Otsu, 1979. */
export function threshold(strength: Grey): number {
  const counts = new Float64Array(256)
  for (const value of strength) counts[value]++
  let whole = 0
  for (let level = 0; level < 256; level++) whole += level * counts[level]
  let [below, mass, best, found] = [0, 0, 0, 0]
  for (let level = 0; level < 256; level++) {
    below += counts[level]
    mass += level * counts[level]
    const above = strength.length - below
    if (below === 0 || above === 0) continue
    const apart = (whole * below) / strength.length - mass
    const between = (apart * apart) / (below * above)
    if (between > best) [best, found] = [between, level]
  }
  return Math.max(found, LEAST_CONTRAST)
}

/** Which pixels hold ink. */
export function inkOf(raster: Raster): Mask {
  const { width, height } = raster
  const strength = strengthOf(greyOf(raster), width, height)
  const level = threshold(strength)
  const mask = new Uint8Array(width * height)
  for (let at = 0; at < mask.length; at++) mask[at] = strength[at] > level ? 1 : 0
  return mask
}

/** Is there anything to see on an image at all? */
export function isEmpty(raster: Raster): boolean {
  return !inkOf(raster).includes(1)
}

function rimOf(grey: Grey, width: number, height: number): Grey {
  const rim: number[] = []
  for (let x = 0; x < width; x++) rim.push(grey[x], grey[(height - 1) * width + x])
  for (let y = 0; y < height; y++) rim.push(grey[y * width], grey[y * width + width - 1])
  return Uint8Array.from(rim)
}

/** Images in memory: four bytes a pixel (red, green, blue, cover), row by row from the top. */

export interface Raster {
  width: number
  height: number
  data: Uint8ClampedArray<ArrayBuffer>
}

/** A part of an image, in whole pixels. */
export interface Box {
  left: number
  top: number
  width: number
  height: number
}

export interface Point {
  x: number
  y: number
}

/** One byte a pixel: 1 where it belongs, 0 elsewhere. */
export type Mask = Uint8Array<ArrayBuffer>

export const WHITE = [255, 255, 255, 255] as const
export const NO_BOX: Box = { left: 0, top: 0, width: 0, height: 0 }

/** An image of one colour; clear where none is given. */
export function blank(
  width: number,
  height: number,
  colour: readonly [number, number, number, number] = [0, 0, 0, 0],
): Raster {
  const raster = { width, height, data: new Uint8ClampedArray(width * height * 4) }
  words(raster).fill(wordOf(colour))
  return raster
}

export function copyOf({ width, height, data }: Raster): Raster {
  return { width, height, data: data.slice() }
}

/** The same pixels, one number each. */
export function words({ data }: Raster): Uint32Array<ArrayBuffer> {
  return new Uint32Array(data.buffer, data.byteOffset, data.length / 4)
}

function wordOf(colour: readonly number[]): number {
  return new Uint32Array(Uint8ClampedArray.from(colour).buffer)[0]
}

/** What is inside of both. */
export function within(box: Box, width: number, height: number): Box {
  const left = Math.min(Math.max(Math.floor(box.left), 0), width)
  const top = Math.min(Math.max(Math.floor(box.top), 0), height)
  const right = Math.min(Math.max(Math.ceil(box.left + box.width), left), width)
  const bottom = Math.min(Math.max(Math.ceil(box.top + box.height), top), height)
  return { left, top, width: right - left, height: bottom - top }
}

/** The smallest box around two; an empty one adds nothing. */
export function around(one: Box, other: Box): Box {
  if (one.width === 0 || one.height === 0) return other
  if (other.width === 0 || other.height === 0) return one
  const left = Math.min(one.left, other.left)
  const top = Math.min(one.top, other.top)
  const right = Math.max(one.left + one.width, other.left + other.width)
  const bottom = Math.max(one.top + one.height, other.top + other.height)
  return { left, top, width: right - left, height: bottom - top }
}

/** The smallest box around what a mask holds. */
export function boxOf(mask: Mask, width: number): Box {
  let [left, right, top, bottom] = [width, -1, -1, -1]
  for (let at = 0; at < mask.length; at++) {
    if (mask[at] === 0) continue
    const x = at % width
    if (x < left) left = x
    if (x > right) right = x
    if (top < 0) top = (at - x) / width
    bottom = (at - x) / width
  }
  return right < 0 ? NO_BOX : { left, top, width: right - left + 1, height: bottom - top + 1 }
}

/** Cut a part out of an image. */
export function crop(raster: Raster, box: Box): Raster {
  const { left, top, width, height } = within(box, raster.width, raster.height)
  const out = blank(width, height)
  const [from, to] = [words(raster), words(out)]
  for (let y = 0; y < height; y++) {
    const start = (top + y) * raster.width + left
    to.set(from.subarray(start, start + width), y * width)
  }
  return out
}

/**
 * Draw `piece` over `page` with its top left corner at (left, top); returns the part that
 * changed.
 */
export function lay(page: Raster, piece: Raster, left: number, top: number): Box {
  const [x0, y0] = [Math.round(left), Math.round(top)]
  const box = within(
    { left: x0, top: y0, width: piece.width, height: piece.height },
    page.width,
    page.height,
  )
  for (let y = box.top; y < box.top + box.height; y++) {
    let from = ((y - y0) * piece.width + (box.left - x0)) * 4
    let to = (y * page.width + box.left) * 4
    for (let x = 0; x < box.width; x++, from += 4, to += 4) {
      const cover = piece.data[from + 3]
      if (cover === 0) continue
      for (let band = 0; band < 3; band++) {
        const under = page.data[to + band]
        page.data[to + band] = under + ((piece.data[from + band] - under) * cover) / 255
      }
    }
  }
  return box
}

/** Are all pixels the same? */
export function isSame(one: Raster, other: Raster): boolean {
  if (one.width !== other.width || one.height !== other.height) return false
  const [a, b] = [words(one), words(other)]
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false
  return true
}

/** A number from 0 up to 1 for each call, always the same ones for the same seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

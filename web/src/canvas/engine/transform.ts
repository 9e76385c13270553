/** Pieces mirrored, turned and scaled. */

import { blank, copyOf, words, type Raster } from './raster'

/** Scales below 0 mirror. angle: clockwise, in degrees. */
export interface Shape {
  scaleX: number
  scaleY: number
  angle: number
}

export const AS_IS: Shape = { scaleX: 1, scaleY: 1, angle: 0 }
/** No side of a piece becomes shorter than this, in pixels. */
const LEAST = 1

/** A piece in a shape; mirrors and quarter turns move pixels and change none. */
export function shaped(piece: Raster, { scaleX, scaleY, angle }: Shape): Raster {
  const quarter = (((angle / 90) % 4) + 4) % 4
  if (Math.abs(scaleX) === 1 && Math.abs(scaleY) === 1 && Number.isInteger(quarter)) {
    let out = mirrored(piece, scaleX < 0, scaleY < 0)
    for (let turn = 0; turn < quarter; turn++) out = turned(out)
    return out
  }
  return resampled(piece, { scaleX, scaleY, angle })
}

/** The size that a shape has on the page, before it is rounded to whole pixels. */
export function sizeOf(piece: { width: number; height: number }, shape: Shape): [number, number] {
  const radians = (shape.angle * Math.PI) / 180
  const [cos, sin] = [Math.abs(Math.cos(radians)), Math.abs(Math.sin(radians))]
  const w = Math.max(Math.abs(shape.scaleX) * piece.width, LEAST)
  const h = Math.max(Math.abs(shape.scaleY) * piece.height, LEAST)
  return [w * cos + h * sin, w * sin + h * cos]
}

/** The largest factor, at most 1, with which a piece fits a page. */
export function fitting(
  piece: { width: number; height: number },
  page: { width: number; height: number },
): number {
  return Math.min(1, page.width / piece.width, page.height / piece.height)
}

function mirrored(piece: Raster, leftRight: boolean, topBottom: boolean): Raster {
  const { width, height } = piece
  const out = copyOf(piece)
  const [from, to] = [words(piece), words(out)]
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const column = leftRight ? width - 1 - x : x
      const row = topBottom ? height - 1 - y : y
      to[y * width + x] = from[row * width + column]
    }
  }
  return out
}

/** A quarter turn, clockwise. */
function turned(piece: Raster): Raster {
  const { width, height } = piece
  const out = blank(height, width)
  const [from, to] = [words(piece), words(out)]
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) to[x * height + (height - 1 - y)] = from[y * width + x]
  }
  return out
}

/** Any shape: each pixel is the mean of what it covers, read between the piece's pixels. */
function resampled(piece: Raster, shape: Shape): Raster {
  const [w, h] = sizeOf(piece, shape).map((side) => Math.max(1, Math.ceil(side - 1e-6)))
  const out = blank(w, h)
  const radians = (shape.angle * Math.PI) / 180
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)]
  const scaleX = signed(shape.scaleX, LEAST / piece.width)
  const scaleY = signed(shape.scaleY, LEAST / piece.height)
  // Where the piece shrinks, one pixel covers several of it.
  const per = Math.min(8, Math.max(1, Math.ceil(1 / Math.min(Math.abs(scaleX), Math.abs(scaleY)))))
  const sum = new Float64Array(4)
  for (let y = 0; y < h; y++) {
    for (let x = 0; x < w; x++) {
      sum.fill(0)
      for (let part = 0; part < per * per; part++) {
        const dx = x + ((part % per) + 0.5) / per - w / 2
        const dy = y + (Math.floor(part / per) + 0.5) / per - h / 2
        const fromX = (dx * cos + dy * sin) / scaleX + piece.width / 2 - 0.5
        const fromY = (dy * cos - dx * sin) / scaleY + piece.height / 2 - 0.5
        read(piece, fromX, fromY, sum)
      }
      const cover = sum[3]
      if (cover <= 0) continue
      const to = (y * w + x) * 4
      for (let band = 0; band < 3; band++) out.data[to + band] = sum[band] / cover
      out.data[to + 3] = cover / (per * per)
    }
  }
  return out
}

/** Add the value between four pixels, colours weighted by their cover; beyond the edge: nothing. */
function read({ data, width, height }: Raster, x: number, y: number, sum: Float64Array): void {
  const [left, top] = [Math.floor(x), Math.floor(y)]
  for (let row = top; row <= top + 1; row++) {
    if (row < 0 || row >= height) continue
    for (let column = left; column <= left + 1; column++) {
      if (column < 0 || column >= width) continue
      const share = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row))
      const at = (row * width + column) * 4
      const cover = share * data[at + 3]
      for (let band = 0; band < 3; band++) sum[band] += data[at + band] * cover
      sum[3] += cover
    }
  }
}

function signed(scale: number, least: number): number {
  return Math.sign(scale || 1) * Math.max(Math.abs(scale), least)
}

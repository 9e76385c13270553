/** How an image was drawn: what a pen needs to draw on as the same hand did. */

import type { Mask, Raster } from './raster'
import { depth } from './regions'
import { ridge, thicknessOf } from './strokes'

const TILE = 64
/** Of a stroke's widths, so many are kept at most. */
const WIDTHS = 2048
/** The widest and the narrowest place of a stroke, against its usual width. */
const [LEAST, MOST] = [0.6, 1.5]

export interface Hand {
  /** Of a stroke, in pixels. */
  thickness: number
  colour: [number, number, number]
  /** Pixels from ink to paper at the edge of a stroke. */
  edge: number
  /** Widths along the strokes, against the usual one. */
  widths: Float32Array<ArrayBuffer>
  /** Cover inside strokes, 64 × 64: the grain of the ink. */
  tile: Uint8Array<ArrayBuffer>
}

/** Measure a hand; null where nothing is drawn. ink: of the page; plate: its bare paper. */
export function handOf(page: Raster, plate: Raster, ink: Mask): Hand | null {
  const { width } = page
  const deep = depth(ink, width)
  const strengths: number[] = []
  for (let at = 0; at < ink.length; at++) if (deep[at] > 1) strengths.push(apart(page, plate, at))
  if (strengths.length === 0) {
    for (let at = 0; at < ink.length; at++) if (ink[at]) strengths.push(apart(page, plate, at))
  }
  if (strengths.length === 0) return null
  strengths.sort((a, b) => a - b)
  const full = Math.max(1, strengths[Math.floor(strengths.length * 0.9)])
  const cover = (at: number): number => Math.min(1, apart(page, plate, at) / full)
  return {
    thickness: thicknessOf(ink, width),
    colour: colourOf(page, plate, ink, full),
    edge: edgeOf(ink, width, cover),
    widths: widthsOf(deep, width),
    tile: tileOf(deep, cover),
  }
}

/** The mean of the strongest ink. */
function colourOf(page: Raster, plate: Raster, ink: Mask, full: number): [number, number, number] {
  const sums: [number, number, number] = [0, 0, 0]
  let count = 0
  for (let at = 0; at < ink.length; at++) {
    if (ink[at] === 0 || apart(page, plate, at) < full) continue
    for (let band = 0; band < 3; band++) sums[band] += page.data[at * 4 + band]
    count++
  }
  const mean = (band: 0 | 1 | 2): number => Math.round(sums[band] / Math.max(count, 1))
  return [mean(0), mean(1), mean(2)]
}

/** How many pixels lie between ink and paper, for each pixel of outline: at least a hard edge. */
function edgeOf(ink: Mask, width: number, cover: (at: number) => number): number {
  let [between, outline] = [0, 0]
  for (let at = width + 1; at < ink.length - width - 1; at++) {
    const beside = [at - 1, at + 1, at - width, at + width]
    const isEdge = ink[at] === 1 && beside.some((other) => ink[other] === 0)
    const isRim = ink[at] === 0 && beside.some((other) => ink[other] === 1)
    if (isEdge) outline++
    if (!isEdge && !isRim) continue
    const here = cover(at)
    if (here > 0.12 && here < 0.88) between++
  }
  return Math.min(4, Math.max(0.25, outline === 0 ? 1 : between / outline))
}

function widthsOf(deep: Float32Array, width: number): Float32Array<ArrayBuffer> {
  const middle = ridge(deep, width)
  if (middle.length === 0) return Float32Array.of(1)
  const usual = 2 * middle.slice().sort()[middle.length >> 1] - 1
  const step = Math.max(1, Math.floor(middle.length / WIDTHS))
  return middle
    .filter((_, at) => at % step === 0)
    .map((value) => Math.min(MOST, Math.max(LEAST, (2 * value - 1) / Math.max(usual, 1))))
}

/** The cover of pixels inside strokes, in the order in which they are met along the rows. */
function tileOf(deep: Float32Array, cover: (at: number) => number): Uint8Array<ArrayBuffer> {
  const inside: number[] = []
  for (let at = 0; at < deep.length; at++) {
    if (deep[at] > 1.5) inside.push(Math.round(255 * cover(at)))
  }
  const tile = new Uint8Array(TILE * TILE).fill(255)
  if (inside.length === 0) return tile
  return tile.map((_, at) => inside[at % inside.length])
}

function apart(page: Raster, plate: Raster, at: number): number {
  let most = 0
  for (let band = 0; band < 3; band++) {
    most = Math.max(most, Math.abs(page.data[at * 4 + band] - plate.data[at * 4 + band]))
  }
  return most
}

/** The paper of an image without its ink: what the eraser restores. */

import { inkOf } from './ink'
import { copyOf, randomOf, type Mask, type Raster } from './raster'
import { near } from './regions'

/** Pixels around ink that are tinged by it. */
const HALO = 2
const BANDS = 3

/** The bare paper: where ink is, paper goes on, with its shade and its grain. */
export function plateOf(raster: Raster): Raster {
  return filled(raster, near(inkOf(raster), raster.width, HALO))
}

/**
 * Fill a hole from what is around it, smoothly and with the grain of the rest.
 * Source: Gortler et al., The Lumigraph, SIGGRAPH 1996 (push-pull).
 */
export function filled(raster: Raster, hole: Mask): Raster {
  const out = copyOf(raster)
  if (!hole.includes(1)) return out
  if (!hole.includes(0)) {
    out.data.fill(255)
    return out
  }
  const { width, height, data } = raster
  const values = new Float32Array(hole.length * BANDS)
  const weights = new Float32Array(hole.length)
  for (let at = 0; at < hole.length; at++) {
    if (hole[at]) continue
    weights[at] = 1
    for (let band = 0; band < BANDS; band++) values[at * BANDS + band] = data[at * 4 + band]
  }
  const smooth = pushPull({ values, weights, width, height })
  const grain = grainOf(raster, hole)
  const random = randomOf(1)
  for (let at = 0; at < hole.length; at++) {
    if (!hole[at]) continue
    const from = Math.floor(random() * (grain.length / BANDS)) * BANDS
    for (let band = 0; band < BANDS; band++) {
      const rough = grain.length > 0 ? grain[from + band] : 0
      out.data[at * 4 + band] = smooth[at * BANDS + band] + rough
    }
  }
  return out
}

interface Level {
  values: Float32Array<ArrayBuffer>
  weights: Float32Array<ArrayBuffer>
  width: number
  height: number
}

/** Values where weights are 0 come from coarser levels. */
function pushPull(level: Level): Float32Array<ArrayBuffer> {
  const { values, weights, width, height } = level
  if (Math.min(width, height) === 1 || !weights.includes(0)) return meanWhereUnknown(level)
  const coarse = halved(level)
  const below = pushPull(coarse)
  const out = values.slice()
  for (let y = 0; y < height; y++) {
    const fromY = Math.min(Math.max(y / 2 - 0.25, 0), coarse.height - 1)
    const top = Math.floor(fromY)
    const down = fromY - top
    const bottom = Math.min(top + 1, coarse.height - 1)
    for (let x = 0; x < width; x++) {
      const at = y * width + x
      const share = weights[at]
      if (share === 1) continue
      const fromX = Math.min(Math.max(x / 2 - 0.25, 0), coarse.width - 1)
      const left = Math.floor(fromX)
      const right = Math.min(left + 1, coarse.width - 1)
      const beside = fromX - left
      for (let band = 0; band < BANDS; band++) {
        const read = (row: number, column: number): number =>
          below[(row * coarse.width + column) * BANDS + band]
        const upper = read(top, left) * (1 - beside) + read(top, right) * beside
        const lower = read(bottom, left) * (1 - beside) + read(bottom, right) * beside
        const fill = upper * (1 - down) + lower * down
        out[at * BANDS + band] = values[at * BANDS + band] * share + fill * (1 - share)
      }
    }
  }
  return out
}

function halved({ values, weights, width, height }: Level): Level {
  const [w, h] = [(width + 1) >> 1, (height + 1) >> 1]
  const out = new Float32Array(w * h * BANDS)
  const total = new Float32Array(w * h)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const weight = weights[y * width + x]
      if (weight === 0) continue
      const to = (y >> 1) * w + (x >> 1)
      total[to] += weight
      for (let band = 0; band < BANDS; band++) {
        out[to * BANDS + band] += weight * values[(y * width + x) * BANDS + band]
      }
    }
  }
  for (let at = 0; at < total.length; at++) {
    if (total[at] === 0) continue
    for (let band = 0; band < BANDS; band++) out[at * BANDS + band] /= total[at]
    total[at] = Math.min(total[at], 1)
  }
  return { values: out, weights: total, width: w, height: h }
}

function meanWhereUnknown({ values, weights }: Level): Float32Array<ArrayBuffer> {
  const sums = [0, 0, 0]
  let total = 0
  for (let at = 0; at < weights.length; at++) {
    total += weights[at]
    for (let band = 0; band < BANDS; band++) sums[band] += weights[at] * values[at * BANDS + band]
  }
  const out = values.slice()
  for (let at = 0; at < weights.length; at++) {
    if (weights[at] > 0) continue
    for (let band = 0; band < BANDS; band++) {
      out[at * BANDS + band] = sums[band] / Math.max(total, 1e-6)
    }
  }
  return out
}

/** How known pixels differ from the mean of those left and right of them: three numbers each. */
function grainOf({ data, width }: Raster, hole: Mask): number[] {
  const grain: number[] = []
  // A few thousand, evenly over the image, are enough to draw from.
  const step = Math.max(1, Math.floor(hole.length / 8192))
  for (let at = 2; at < hole.length - 2; at += step) {
    const x = at % width
    if (x < 2 || x > width - 3) continue
    if (hole[at - 2] || hole[at - 1] || hole[at] || hole[at + 1] || hole[at + 2]) continue
    for (let band = 0; band < BANDS; band++) {
      const here = data[at * 4 + band]
      const around = [-2, -1, 1, 2].reduce((sum, off) => sum + data[(at + off) * 4 + band], 0) / 4
      // The mean of four has noise of its own: together sqrt(1 + 1/4) of the paper's.
      grain.push((here - around) / Math.sqrt(1.25))
    }
  }
  return grain
}

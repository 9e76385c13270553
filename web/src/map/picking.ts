/** Which points lie under a pointer, a rectangle or a lasso: one pass over the coordinates. */

import type { Projection } from './projections.svelte'

export interface Box {
  left: number
  right: number
  bottom: number
  top: number
}

/** A closed line on the map: x and y in turn. */
export type Polygon = readonly number[]

/** The nearest row within `radius` for which `shown` holds 1; -1 where there is none. */
export function nearestRow(
  { x, y }: Projection,
  shown: Uint8Array,
  atX: number,
  atY: number,
  radius: number,
): number {
  let nearest = -1
  let least = radius * radius
  for (let row = 0; row < x.length; row++) {
    const dx = x[row] - atX
    const dy = y[row] - atY
    const square = dx * dx + dy * dy
    if (square <= least && shown[row] === 1) {
      nearest = row
      least = square
    }
  }
  return nearest
}

/** The rows in a box for which `shown` holds 1; null where there are more than `most`. */
export function rowsInBox(
  { x, y }: Projection,
  shown: Uint8Array,
  box: Box,
  most = Infinity,
): Uint32Array | null {
  const { left, right, bottom, top } = box
  const found = new Rows()
  for (let row = 0; row < x.length; row++) {
    if (x[row] < left || x[row] > right || y[row] < bottom || y[row] > top) continue
    if (shown[row] === 0 || Number.isNaN(x[row])) continue
    if (found.count >= most) return null
    found.add(row)
  }
  return found.array
}

/** The rows inside a polygon (even-odd) for which `shown` holds 1. */
export function rowsInPolygon(
  projection: Projection,
  shown: Uint8Array,
  polygon: Polygon,
): Uint32Array {
  const box = boxOf(polygon)
  const { x, y } = projection
  const near = rowsInBox(projection, shown, box) ?? new Uint32Array()
  const edges = new Bands(polygon, box)
  return near.filter((row) => edges.holds(x[row], y[row]))
}

function boxOf(polygon: Polygon): Box {
  const box = { left: Infinity, right: -Infinity, bottom: Infinity, top: -Infinity }
  for (let at = 0; at < polygon.length; at += 2) {
    box.left = Math.min(box.left, polygon[at])
    box.right = Math.max(box.right, polygon[at])
    box.bottom = Math.min(box.bottom, polygon[at + 1])
    box.top = Math.max(box.top, polygon[at + 1])
  }
  return box
}

/** A polygon's edges by horizontal bands, so that a point meets only those at its height. */
class Bands {
  private readonly bands: number[][]
  private readonly perUnit: number

  constructor(
    private readonly polygon: Polygon,
    private readonly box: Box,
  ) {
    const count = Math.max(1, polygon.length >> 2)
    const height = box.top - box.bottom
    this.perUnit = height > 0 ? count / height : 0
    this.bands = Array.from({ length: count }, () => [])
    for (let at = 0; at < polygon.length; at += 2) {
      const next = (at + 2) % polygon.length
      const low = Math.min(polygon[at + 1], polygon[next + 1])
      const high = Math.max(polygon[at + 1], polygon[next + 1])
      for (let band = this.band(low); band <= this.band(high); band++) this.bands[band].push(at)
    }
  }

  holds(x: number, y: number): boolean {
    const { polygon } = this
    let inside = false
    for (const at of this.bands[this.band(y)]) {
      const next = (at + 2) % polygon.length
      const [x0, y0, x1, y1] = [polygon[at], polygon[at + 1], polygon[next], polygon[next + 1]]
      if (y0 > y !== y1 > y && x < ((x1 - x0) * (y - y0)) / (y1 - y0) + x0) inside = !inside
    }
    return inside
  }

  private band(y: number): number {
    const band = Math.floor((y - this.box.bottom) * this.perUnit)
    return Math.min(Math.max(band, 0), this.bands.length - 1)
  }
}

/** An array of rows that grows. */
class Rows {
  count = 0
  #rows = new Uint32Array(1024)

  add(row: number): void {
    if (this.count === this.#rows.length) {
      const grown = new Uint32Array(this.count * 2)
      grown.set(this.#rows)
      this.#rows = grown
    }
    this.#rows[this.count++] = row
  }

  get array(): Uint32Array {
    return this.#rows.slice(0, this.count)
  }
}

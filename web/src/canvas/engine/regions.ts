/** Pieces of a mask, and what lies near it. */

import type { Mask } from './raster'

/** The number of each pixel's piece, 0 outside; pieces are numbered from 1 in reading order. */
export interface Pieces {
  numbers: Int32Array<ArrayBuffer>
  count: number
}

/** Number the pieces of a mask: pixels that touch by side or corner hang together. */
export function components(mask: Mask, width: number): Pieces {
  const numbers = new Int32Array(mask.length)
  // Union-find over provisional numbers; 0 stands for outside.
  const parent = [0]
  const rootOf = (number: number): number => {
    while (parent[number] !== number) number = parent[number] = parent[parent[number]]
    return number
  }
  for (let at = 0; at < mask.length; at++) {
    if (mask[at] === 0) continue
    const x = at % width
    let number = 0
    const meet = (other: number): void => {
      if (other === 0) return
      const root = rootOf(other)
      if (number === 0) number = root
      else if (root !== number) {
        const [low, high] = root < number ? [root, number] : [number, root]
        parent[high] = number = low
      }
    }
    if (x > 0) meet(numbers[at - 1])
    if (at >= width) {
      meet(numbers[at - width])
      if (x > 0) meet(numbers[at - width - 1])
      if (x < width - 1) meet(numbers[at - width + 1])
    }
    if (number === 0) parent.push((number = parent.length))
    numbers[at] = number
  }
  const final = new Int32Array(parent.length)
  let count = 0
  for (let at = 0; at < numbers.length; at++) {
    if (numbers[at] === 0) continue
    const root = rootOf(numbers[at])
    if (final[root] === 0) final[root] = ++count
    numbers[at] = final[root]
  }
  return { numbers, count }
}

/** Which pixels have the mask within `reach` pixels in each direction (a square). */
export function near(mask: Mask, width: number, reach: number): Mask {
  if (reach <= 0) return mask.slice()
  const height = mask.length / width
  const across = new Uint8Array(mask.length)
  for (let y = 0; y < height; y++) spread(mask, across, y * width, 1, width, reach)
  const out = new Uint8Array(mask.length)
  for (let x = 0; x < width; x++) spread(across, out, x, width, height, reach)
  return out
}

function spread(
  from: Mask,
  to: Mask,
  start: number,
  step: number,
  count: number,
  reach: number,
): void {
  let until = -1
  for (let at = 0; at < Math.min(reach, count); at++)
    if (from[start + at * step]) until = at + reach
  for (let at = 0; at < count; at++) {
    const ahead = at + reach
    if (ahead < count && from[start + ahead * step]) until = ahead + reach
    if (at <= until) to[start + at * step] = 1
  }
}

/** Give the pixels of `todo` the number of the nearest numbered pixel, step by step. */
export function joinNearest({ numbers }: Pieces, todo: Mask, width: number): void {
  let edge: number[] = []
  for (let at = 0; at < todo.length; at++) {
    if (
      todo[at] &&
      numbers[at] === 0 &&
      besides(at, width, todo.length).some((b) => numbers[b] > 0)
    )
      edge.push(at)
  }
  while (edge.length > 0) {
    const found = edge.map((at) => {
      const known = besides(at, width, todo.length).find((beside) => numbers[beside] > 0)
      return known === undefined ? 0 : numbers[known]
    })
    edge.forEach((at, place) => (numbers[at] = found[place]))
    const next = new Set<number>()
    for (const at of edge) {
      for (const beside of besides(at, width, todo.length)) {
        if (todo[beside] && numbers[beside] === 0) next.add(beside)
      }
    }
    edge = [...next]
  }
}

/** The pixels that touch one by side or corner, sides first. */
function besides(at: number, width: number, count: number): number[] {
  const x = at % width
  const found: number[] = []
  const add = (dx: number, beside: number): void => {
    if (x + dx >= 0 && x + dx < width && beside >= 0 && beside < count) found.push(beside)
  }
  add(0, at - width)
  add(-1, at - 1)
  add(1, at + 1)
  add(0, at + width)
  add(-1, at - width - 1)
  add(1, at - width + 1)
  add(-1, at + width - 1)
  add(1, at + width + 1)
  return found
}

/** How far inside the mask each pixel is, in pixels: 1 at its edge, 0 outside (chamfer 3-4). */
export function depth(mask: Mask, width: number): Float32Array<ArrayBuffer> {
  const height = mask.length / width
  const far = new Float32Array(mask.length)
  const look = (x: number, y: number, cost: number): number =>
    x < 0 || y < 0 || x >= width || y >= height ? cost : far[y * width + x] + cost
  const pass = (x: number, y: number, way: number): void => {
    const at = y * width + x
    if (mask[at] === 0) return
    const found = Math.min(
      look(x - way, y, 3),
      look(x, y - way, 3),
      look(x - way, y - way, 4),
      look(x + way, y - way, 4),
    )
    far[at] = way > 0 ? found : Math.min(far[at], found)
  }
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) pass(x, y, 1)
  for (let y = height - 1; y >= 0; y--) for (let x = width - 1; x >= 0; x--) pass(x, y, -1)
  for (let at = 0; at < far.length; at++) far[at] /= 3
  return far
}

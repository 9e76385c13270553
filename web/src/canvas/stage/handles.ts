/** Dragging a handle of a piece: the corner or side across from it stays where it is. */

import type { Floating } from '../engine/drawing'
import type { Point } from '../engine/raster'

/** Where a handle is: -1, 0 or 1 along each side of the piece, before it is turned. */
export interface Handle {
  x: -1 | 0 | 1
  y: -1 | 0 | 1
}

export const HANDLES: readonly Handle[] = [
  { x: -1, y: -1 },
  { x: 0, y: -1 },
  { x: 1, y: -1 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
  { x: -1, y: 1 },
  { x: -1, y: 0 },
]

/** A piece is never scaled below this many pixels. */
const LEAST = 3
/** Turning with Shift goes in such steps, degrees. */
const NOTCH = 15

/** Where a handle lies on the page. */
export function placeOf(floating: Floating, { x, y }: Handle): Point {
  return onPage(floating, (x * widthOf(floating)) / 2, (y * heightOf(floating)) / 2)
}

/** The piece with the handle at a point. free: sides on their own, also from a corner. */
export function dragged(
  floating: Floating,
  handle: Handle,
  to: Point,
  free: boolean,
): Partial<Floating> {
  const [w, h] = [widthOf(floating), heightOf(floating)]
  const fixed = onPage(floating, (-handle.x * w) / 2, (-handle.y * h) / 2)
  const { cos, sin } = turnOf(floating)
  const [dx, dy] = [to.x - fixed.x, to.y - fixed.y]
  const across = (dx * cos + dy * sin) * handle.x
  const down = (dy * cos - dx * sin) * handle.y
  let newW = handle.x === 0 ? w : Math.max(LEAST, across)
  let newH = handle.y === 0 ? h : Math.max(LEAST, down)
  if (handle.x !== 0 && handle.y !== 0 && !free) {
    const factor = Math.max(newW / w, newH / h, LEAST / Math.min(w, h))
    newW = w * factor
    newH = h * factor
  }
  const middle = { x: (handle.x * newW) / 2, y: (handle.y * newH) / 2 }
  return {
    scaleX: (Math.sign(floating.scaleX) * newW) / floating.piece.width,
    scaleY: (Math.sign(floating.scaleY) * newH) / floating.piece.height,
    x: fixed.x + middle.x * cos - middle.y * sin,
    y: fixed.y + middle.x * sin + middle.y * cos,
  }
}

/** The angle with the upper handle in the direction of a point. */
export function turned(floating: Floating, to: Point, inNotches: boolean): number {
  const angle = (Math.atan2(to.y - floating.y, to.x - floating.x) * 180) / Math.PI + 90
  return inNotches ? Math.round(angle / NOTCH) * NOTCH : Math.round(angle)
}

function onPage(floating: Floating, x: number, y: number): Point {
  const { cos, sin } = turnOf(floating)
  return { x: floating.x + x * cos - y * sin, y: floating.y + x * sin + y * cos }
}

function turnOf({ angle }: Floating): { cos: number; sin: number } {
  const radians = (angle * Math.PI) / 180
  return { cos: Math.cos(radians), sin: Math.sin(radians) }
}

function widthOf({ piece, scaleX }: Floating): number {
  return Math.abs(scaleX) * piece.width
}

function heightOf({ piece, scaleY }: Floating): number {
  return Math.abs(scaleY) * piece.height
}

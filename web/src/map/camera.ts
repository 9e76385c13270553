/** From places on the map to pixels and back. Map places are about -1 to 1, y upwards. */

import type { Camera } from '../query/camera'

/** A camera in a viewport: `scale` px make one unit of the map, (x, y) is in the middle. */
export interface Lookout {
  x: number
  y: number
  scale: number
  width: number
  height: number
}

/** The whole map fills so much of the viewport. */
const FILL = 0.94
/** A map of samples in one place is not blown up without end. */
const LEAST = 0.05
const ZOOMS = { least: 0.4, most: 4_000 }

export const WHOLE: Camera = { x: 0, y: 0, zoom: 1 }

/** reach: how far the map's places reach from its middle. */
export function lookout(
  camera: Camera,
  width: number,
  height: number,
  reach = { x: 1, y: 1 },
): Lookout {
  const fit = Math.min(width / Math.max(reach.x, LEAST), height / Math.max(reach.y, LEAST))
  const scale = (fit / 2) * FILL * camera.zoom
  return { x: camera.x, y: camera.y, scale, width, height }
}

/** Where a place is in the viewport, in px from its top left corner. */
export function toScreen(at: Lookout, x: number, y: number): [number, number] {
  return [(x - at.x) * at.scale + at.width / 2, (at.y - y) * at.scale + at.height / 2]
}

export function toMap(at: Lookout, left: number, top: number): [number, number] {
  return [(left - at.width / 2) / at.scale + at.x, at.y - (top - at.height / 2) / at.scale]
}

/** The camera after the picture was moved by so many px. */
export function panned(camera: Camera, at: Lookout, right: number, down: number): Camera {
  return within({ ...camera, x: camera.x - right / at.scale, y: camera.y + down / at.scale })
}

/** The camera `factor` times nearer, with the place under (left, top) staying where it is. */
export function zoomed(
  camera: Camera,
  at: Lookout,
  factor: number,
  left = at.width / 2,
  top = at.height / 2,
): Camera {
  const zoom = Math.min(Math.max(camera.zoom * factor, ZOOMS.least), ZOOMS.most)
  const part = camera.zoom / zoom
  const [x, y] = toMap(at, left, top)
  return within({ x: x + (camera.x - x) * part, y: y + (camera.y - y) * part, zoom })
}

/** The camera moved as little as needed so that a place is in sight, `margin` px from the edge. */
export function revealing(
  camera: Camera,
  at: Lookout,
  x: number,
  y: number,
  margin: number,
): Camera {
  const [left, top] = toScreen(at, x, y)
  const right = beyond(left, margin, at.width - margin)
  const down = beyond(top, margin, at.height - margin)
  return right === 0 && down === 0 ? camera : panned(camera, at, -right, -down)
}

/** The CSS transform that shows a picture drawn at `drawn` as if it had been drawn at `now`. */
export function transformTo(drawn: Lookout, now: Lookout): string {
  const right = (drawn.x - now.x) * now.scale
  const down = (now.y - drawn.y) * now.scale
  return `translate(${right}px, ${down}px) scale(${now.scale / drawn.scale})`
}

export function sameLookout(a: Lookout, b: Lookout): boolean {
  return (
    a.x === b.x &&
    a.y === b.y &&
    a.scale === b.scale &&
    a.width === b.width &&
    a.height === b.height
  )
}

function beyond(value: number, low: number, high: number): number {
  if (value < low) return value - low
  return value > high ? value - high : 0
}

/** Keep the middle of the view near the map, so that nobody gets lost. */
function within(camera: Camera): Camera {
  const limit = (value: number): number => Math.min(Math.max(value, -1.5), 1.5)
  return { ...camera, x: limit(camera.x), y: limit(camera.y) }
}

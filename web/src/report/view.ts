/** The visible part of the map and its rows, without those that filters leave out. */

import { lookout, panned, toMap, toScreen, WHOLE, zoomed, type Lookout } from '../map/camera'
import { nearestRow, rowsInBox, rowsInPolygon } from '../map/picking'
import type { Projection } from '../map/projections.svelte'
import type { State } from './state'

export type Point = readonly [left: number, top: number]

/** So near to a sample, in px, the pointer is on it. */
const REACH = 9
/** A sample that is looked for is shown at least so near. */
const NEAR = 4

export class View {
  camera = WHOLE
  width = 1
  height = 1

  constructor(
    private readonly projection: Projection,
    private readonly state: State,
  ) {}

  get at(): Lookout {
    return lookout(this.camera, this.width, this.height, this.projection.reach)
  }

  resize(width: number, height: number): void {
    Object.assign(this, { width, height })
    this.state.changed('view')
  }

  whole(): void {
    this.#look(WHOLE)
  }

  pan(right: number, down: number): void {
    this.#look(panned(this.camera, this.at, right, down))
  }

  /** Zoom so that what is at a place of the screen, or in the middle, stays there. */
  zoom(factor: number, place?: Point): void {
    this.#look(zoomed(this.camera, this.at, factor, ...(place ?? [])))
  }

  /** Centre a row, zoomed only as far as needed to separate it from its neighbours. */
  lookAt(row: number): void {
    const { x, y } = this.projection
    this.#look({ x: x[row], y: y[row], zoom: Math.max(this.camera.zoom, NEAR) })
  }

  placeOf(row: number, at = this.at): Point {
    return toScreen(at, this.projection.x[row], this.projection.y[row])
  }

  /** The row under the pointer; -1 for none. */
  rowAt(place: Point): number {
    const { at, projection, state } = this
    return nearestRow(projection, state.shown, ...toMap(at, ...place), REACH / at.scale)
  }

  /** The rows in a box between two corners; null where there are more than `most`. */
  rowsIn([x1, y1]: Point, [x2, y2]: Point): Uint32Array
  rowsIn([x1, y1]: Point, [x2, y2]: Point, most: number): Uint32Array | null
  rowsIn([x1, y1]: Point, [x2, y2]: Point, most?: number): Uint32Array | null {
    const [left, top] = toMap(this.at, Math.min(x1, x2), Math.min(y1, y2))
    const [right, bottom] = toMap(this.at, Math.max(x1, x2), Math.max(y1, y2))
    return rowsInBox(this.projection, this.state.shown, { left, right, bottom, top }, most)
  }

  rowsInSight(): Uint32Array
  rowsInSight(most: number): Uint32Array | null
  rowsInSight(most = Infinity): Uint32Array | null {
    return this.rowsIn([0, 0], [this.width, this.height], most)
  }

  /** path: of the lasso, which is closed by a straight line. */
  rowsInLasso(path: readonly Point[]): Uint32Array {
    const { at, projection, state } = this
    const polygon = path.flatMap((place) => toMap(at, ...place))
    return rowsInPolygon(projection, state.shown, polygon)
  }

  #look(camera: typeof WHOLE): void {
    this.camera = camera
    this.state.changed('view')
  }
}

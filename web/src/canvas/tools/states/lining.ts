/** A line is drawn over the page, around something or across it. */

import type { Point } from '../../engine/raster'
import type { Desk, Overlay, Press, State } from '../tool'

export class Lining implements State {
  readonly #line: Point[]

  /** done: called with the finished line. */
  constructor(
    desk: Desk,
    press: Press,
    private readonly as: Overlay['as'],
    private readonly done: (line: Point[]) => void,
  ) {
    desk.bench.putDown()
    this.#line = [press.point]
  }

  get overlay(): Overlay {
    return { line: this.#line, closed: false, as: this.as }
  }

  move({ point }: Press): State {
    this.#line.push(point)
    return this
  }

  up(): void {
    if (this.#line.length > 1) this.done(this.#line)
  }

  cancel(): void {}
}

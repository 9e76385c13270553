/** The page follows the pointer. */

import type { Point } from '../../engine/raster'
import type { Desk, Press, State } from '../tool'

export class Panning implements State {
  readonly overlay = null
  #at: Point

  constructor(
    private readonly desk: Desk,
    press: Press,
  ) {
    this.#at = press.at
  }

  move({ at }: Press): State {
    this.desk.pan(at.x - this.#at.x, at.y - this.#at.y)
    this.#at = at
    return this
  }

  up(): void {}

  cancel(): void {}
}

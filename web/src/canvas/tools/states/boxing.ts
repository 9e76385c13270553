/** A rectangle is drawn around what is to be selected; a click puts the selected piece down. */

import type { Box, Point } from '../../engine/raster'
import type { Desk, Overlay, Press, State } from '../tool'

export class Boxing implements State {
  #to: Point | null = null

  constructor(
    private readonly desk: Desk,
    private readonly from: Press,
  ) {}

  get overlay(): Overlay | null {
    if (!this.#to) return null
    const { left, top, width, height } = boxBetween(this.from.point, this.#to)
    const [right, bottom] = [left + width, top + height]
    const line = [
      { x: left, y: top },
      { x: right, y: top },
      { x: right, y: bottom },
      { x: left, y: bottom },
    ]
    return { line, closed: true, as: 'selection' }
  }

  move({ point }: Press): State {
    this.#to = point
    return this
  }

  up(): void {
    const { bench, look } = this.desk
    const box = boxBetween(this.from.point, this.#to ?? this.from.point)
    if (Math.max(box.width, box.height) * look.zoom < this.from.still) bench.putDown()
    else bench.selectBox(box)
  }

  cancel(): void {}
}

function boxBetween(from: Point, to: Point): Box {
  return {
    left: Math.min(from.x, to.x),
    top: Math.min(from.y, to.y),
    width: Math.abs(to.x - from.x),
    height: Math.abs(to.y - from.y),
  }
}

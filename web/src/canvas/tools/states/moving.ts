/** The selected piece is pressed, and follows the pointer once that moves. */

import type { Desk, Press, State } from '../tool'

/** The piece is pressed; it stays where it is until the pointer has moved for sure. */
class Pointing implements State {
  readonly overlay = null

  /** picked: was it this press that picked the piece? */
  constructor(
    private readonly desk: Desk,
    private readonly from: Press,
    private readonly picked: boolean,
  ) {}

  move(press: Press): State {
    const { desk, from, picked } = this
    const off = Math.hypot(press.point.x - from.point.x, press.point.y - from.point.y)
    if (off * desk.look.zoom < from.still) return this
    return new Moving(desk, from, picked).move(press)
  }

  up(): void {}

  cancel(): void {
    if (this.picked) this.desk.bench.undo()
  }
}

class Moving implements State {
  readonly overlay = null
  /** How far the piece's middle is from where it was pressed. */
  readonly #start: { x: number; y: number }

  constructor(
    private readonly desk: Desk,
    private readonly from: Press,
    private readonly picked: boolean,
  ) {
    this.#start = { x: desk.bench.floating?.x ?? 0, y: desk.bench.floating?.y ?? 0 }
  }

  move({ point }: Press): State {
    const { desk, from } = this
    // Whole pixels: a piece that is only moved stays as sharp as it is.
    desk.bench.move({
      x: this.#start.x + Math.round(point.x - from.point.x),
      y: this.#start.y + Math.round(point.y - from.point.y),
    })
    desk.drawn()
    return this
  }

  up(): void {
    this.desk.bench.settle('Move')
  }

  cancel(): void {
    const { bench } = this.desk
    bench.moving = null
    if (this.picked) bench.undo()
  }
}

/** Take hold of the selected piece; null where none is. picked: was it picked by this press? */
export function hold(desk: Desk, press: Press, picked: boolean): State | null {
  return desk.bench.floating ? new Pointing(desk, press, picked) : null
}

/** Take hold of the selected piece if the press is on it; with Shift it is not. */
export function holdUnder(desk: Desk, press: Press): State | null {
  if (press.shift || !desk.bench.isOnFloating(press.point)) return null
  return hold(desk, press, false)
}

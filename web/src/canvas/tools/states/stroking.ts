/** A stroke is drawn into the page and follows the pointer. */

import { Stroke, type Tip, type Trace } from '../../engine/brush'
import type { Desk, Press, State } from '../tool'

export class Stroking implements State {
  readonly overlay = null
  readonly #stroke: Stroke

  /** step: what it is called among the steps. */
  constructor(
    private readonly desk: Desk,
    press: Press,
    tip: Tip,
    trace: Trace,
    private readonly step: string,
  ) {
    const { bench } = desk
    bench.putDown()
    this.#stroke = new Stroke(bench.drawing, tip, trace, bench.drawing.at + 1)
    this.move(press)
  }

  move({ point, pressure }: Press): State {
    this.#stroke.to(point, pressure)
    this.desk.drawn()
    return this
  }

  up(): void {
    this.desk.bench.commit(this.step)
  }

  cancel(): void {
    this.desk.bench.drawing.abandon()
  }
}

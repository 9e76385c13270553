/** The pointers on the stage: one draws, two fingers zoom and move the page, a palm does nothing. */

import type { Point } from '../engine/raster'
import { Fingers } from './fingers'
import type { Gesture } from './gesture.svelte'
import type { Toolbox } from '../tools/toolbox.svelte'

export class Pointers {
  readonly #fingers = new Fingers()
  /** The pointer that draws; another one that comes meanwhile does not. */
  #drawing: number | null = null

  /** at: where an event is on the stage. */
  constructor(
    private readonly gesture: Gesture,
    private readonly tools: Toolbox,
    private readonly at: (event: MouseEvent) => Point,
  ) {}

  down(event: PointerEvent): void {
    const { gesture } = this
    const at = this.at(event)
    if (event.pointerType === 'touch' && this.#fingers.down(event.pointerId, at)) {
      gesture.cancel()
      this.#drawing = null
    }
    if (this.#fingers.pinching || (this.#drawing !== null && gesture.busy)) return
    this.#drawing = event.pointerId
    gesture.down(at.x, at.y, event)
  }

  move(event: PointerEvent): void {
    const pinch =
      event.pointerType === 'touch' && this.#fingers.move(event.pointerId, this.at(event))
    if (pinch) {
      this.tools.zoomAt(pinch.factor, pinch.about.x, pinch.about.y)
      this.tools.pan(pinch.dx, pinch.dy)
    }
    if (!this.gesture.busy || event.pointerId !== this.#drawing) return
    const parts = event.getCoalescedEvents()
    for (const part of parts.length > 0 ? parts : [event]) {
      const { x, y } = this.at(part)
      this.gesture.move(x, y, part)
    }
  }

  /** The pointer went, or was taken away. */
  up(event: PointerEvent): void {
    this.#fingers.up(event.pointerId)
    if (event.pointerId !== this.#drawing) return
    this.#drawing = null
    if (event.type === 'pointerup') this.gesture.up()
    else this.gesture.cancel()
  }
}

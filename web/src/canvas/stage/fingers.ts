/** Two fingers on the stage: they zoom and move the page, and draw nothing. */

import type { Point } from '../engine/raster'

/** What the fingers did since the last time: zoom about a point, then move. */
export interface Pinch {
  factor: number
  about: Point
  dx: number
  dy: number
}

/** Below this, the distance of two fingers is too noisy to zoom by, pixels. */
const NEAR = 8

export class Fingers {
  readonly #at = new Map<number, Point>()
  #pinching = false

  /** Two are down, or were, and not all are up again. */
  get pinching(): boolean {
    return this.#pinching
  }

  /** A finger touches; returns whether a pinch begins. */
  down(id: number, at: Point): boolean {
    this.#at.set(id, at)
    const begins = this.#at.size === 2 && !this.#pinching
    this.#pinching ||= begins
    return begins
  }

  /** A finger moves; null while there are not two. */
  move(id: number, to: Point): Pinch | null {
    const from = this.#at.get(id)
    const other = [...this.#at].find(([key]) => key !== id)?.[1]
    this.#at.set(id, to)
    if (!from || !other || this.#at.size !== 2) return null
    const was = Math.max(NEAR, Math.hypot(from.x - other.x, from.y - other.y))
    const is = Math.max(NEAR, Math.hypot(to.x - other.x, to.y - other.y))
    const about = { x: (from.x + other.x) / 2, y: (from.y + other.y) / 2 }
    return { factor: is / was, about, dx: (to.x - from.x) / 2, dy: (to.y - from.y) / 2 }
  }

  /** A finger is lifted; returns whether it was part of a pinch. */
  up(id: number): boolean {
    const was = this.#pinching
    this.#at.delete(id)
    if (this.#at.size === 0) this.#pinching = false
    return was
  }
}

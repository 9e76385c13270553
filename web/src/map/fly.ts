/** Animates the camera from one place to another in a few frames. */

import type { Camera } from '../query/camera'

/** How long a flight takes, ms. */
const TIME = 170

export default class Fly {
  /** Where a flight that is under way ends. */
  goal: Camera | null = null
  #frame = 0

  constructor(private readonly show: (camera: Camera) => void) {}

  to(from: Camera, goal: Camera): void {
    this.stop()
    if (globalThis.matchMedia('(prefers-reduced-motion: reduce)').matches) {
      this.show(goal)
      return
    }
    this.goal = goal
    const started = performance.now()
    const step = (now: number): void => {
      const part = Math.min(1, Math.max(0, now - started) / TIME)
      const eased = 1 - (1 - part) ** 3
      this.show(part === 1 ? goal : between(from, goal, eased))
      if (part < 1) this.#frame = requestAnimationFrame(step)
      else this.goal = null
    }
    this.#frame = requestAnimationFrame(step)
  }

  stop(): void {
    cancelAnimationFrame(this.#frame)
    this.goal = null
  }
}

function between(from: Camera, to: Camera, part: number): Camera {
  const mix = (a: number, b: number): number => a + (b - a) * part
  const zoom = from.zoom * (to.zoom / from.zoom) ** part
  return { x: mix(from.x, to.x), y: mix(from.y, to.y), zoom }
}

/** The current model's guesses for the canvas, live, and the step at which they change. */

import type { Client } from '../../api/client'
import { asProblem, type Problem } from '../../api/problem'
import type { Guess } from '../../api/model'
import { isEmpty } from '../engine/ink'
import { encodeForModel } from '../engine/png'
import type { Raster } from '../engine/raster'

/** The class that a step led to, where it is another than before. */
export interface Flip {
  /** How many steps were done. */
  at: number
  from: string
  to: string
  probability: number
}

interface Top {
  label: string
  probability: number
}

/** So long after a failure the server is not asked again, ms. */
const PATIENCE = 3_000

export class Guesses {
  now = $state.raw<Guess | null>(null)
  phase = $state<'idle' | 'asking' | 'ready' | 'not-ready' | 'failed'>('idle')
  /** The canvas is empty. */
  empty = $state(false)
  problem = $state.raw<Problem | null>(null)
  /** How long the last answer took, ms. */
  took = $state(0)

  /** The best class after so many steps. */
  #tops = $state.raw<ReadonlyMap<number, Top>>(new Map())
  #asking = false
  #again: (() => void) | null = null
  #failedAt = -Infinity

  constructor(private readonly http: Client) {}

  /** The class that is the most likely now. */
  get top(): Top | null {
    return this.now ? topOf(this.now) : null
  }

  /** What the canvas showed before anything was done. */
  get first(): Top | null {
    return this.#tops.get(0) ?? null
  }

  topAt(step: number): Top | null {
    return this.#tops.get(step) ?? null
  }

  /** Where the model changed its mind, up to a step. */
  flips(until: number): Flip[] {
    const found: Flip[] = []
    let last: Top | null = null
    for (let at = 0; at <= until; at++) {
      const top = this.#tops.get(at)
      if (!top) continue
      if (last && top.label !== last.label) {
        found.push({ at, from: last.label, to: top.label, probability: top.probability })
      }
      last = top
    }
    return found
  }

  /** Begin with another image. */
  begin(): void {
    this.now = null
    this.empty = false
    if (this.phase === 'ready') this.phase = 'idle'
    this.#tops = new Map()
  }

  /** Steps after `at` are no longer what they were. */
  forget(at: number): void {
    this.#tops = new Map([...this.#tops].filter(([step]) => step < at))
  }

  /** Ask again although it failed: what was missing is there now. */
  retry(): void {
    this.#failedAt = -Infinity
    if (this.phase === 'failed' || this.phase === 'not-ready') this.phase = 'idle'
  }

  /**
   * Ask about an image; while an answer is on its way, the newest question waits for it.
   * step: how many steps have led to it; null while a stroke is being drawn.
   */
  predict(image: () => Raster, step: number | null): void {
    if (this.#asking) {
      this.#again = () => this.predict(image, step)
      return
    }
    if (performance.now() - this.#failedAt < PATIENCE) return
    const raster = image()
    this.empty = isEmpty(raster)
    if (this.empty) {
      this.now = null
      return
    }
    this.#asking = true
    void this.#fetch(raster, step).finally(() => {
      this.#asking = false
      const again = this.#again
      this.#again = null
      again?.()
    })
  }

  async #fetch(image: Raster, step: number | null): Promise<void> {
    if (this.phase === 'idle') this.phase = 'asking'
    try {
      const body = await encodeForModel(image)
      const started = performance.now()
      this.now = await this.http.upload('/predict', body)
      this.took = performance.now() - started
      this.phase = 'ready'
      this.problem = null
      if (step !== null) this.#tops = new Map(this.#tops).set(step, topOf(this.now))
    } catch (error) {
      this.#failedAt = performance.now()
      this.problem = asProblem(error)
      this.phase = this.problem.type === 'not-ready' ? 'not-ready' : 'failed'
      this.now = null
    }
  }
}

function topOf({ classes, probabilities }: Guess): Top {
  const best = probabilities.reduce((top, value, at) => (value > probabilities[top] ? at : top), 0)
  return { label: classes[best], probability: probabilities[best] }
}

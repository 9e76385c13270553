/** What is on the canvas: a page, perhaps a piece that floats over it, and every step so far. */

import { deltaOf, flip, type Delta } from './delta'
import { around, copyOf, lay, NO_BOX, words, type Box, type Point, type Raster } from './raster'
import { shaped, sizeOf, type Shape } from './transform'

/** A piece that is not put down yet. It is never changed, only replaced. */
export interface Floating extends Shape {
  readonly piece: Raster
  /** Where its middle is on the page. */
  readonly x: number
  readonly y: number
}

/** What a step may change beside pixels. */
export interface Beside {
  floating: Floating | null
  /** Lines along which touching strokes are split. */
  cuts: readonly Point[][]
  /** The samples that what is on the page was taken from. */
  sources: readonly number[]
}

export interface Step {
  /** What was done, in a word or two. */
  name: string
  delta: Delta
  box: Box
  before: Beside
  after: Beside
}

export class Drawing {
  readonly page: Raster
  /** Told which part of the page shows something else now. */
  onChange: (box: Box) => void = () => undefined
  #beside: Beside
  #steps: Step[] = []
  /** How many of the steps are done; those after were undone. */
  #at = 0
  /** The page as the last step left it. */
  readonly #settled: Raster
  #dirty: Box = NO_BOX

  constructor(page: Raster, sources: readonly number[] = []) {
    this.#beside = { floating: null, cuts: [], sources }
    this.page = copyOf(page)
    this.#settled = copyOf(page)
  }

  get width(): number {
    return this.page.width
  }

  get height(): number {
    return this.page.height
  }

  get floating(): Floating | null {
    return this.#beside.floating
  }

  get cuts(): readonly Point[][] {
    return this.#beside.cuts
  }

  get sources(): readonly number[] {
    return this.#beside.sources
  }

  /** The page before the stroke that is being drawn. */
  get settled(): Raster {
    return this.#settled
  }

  /** How many steps are done. */
  get at(): number {
    return this.#at
  }

  /** All steps, also those that were undone. */
  get steps(): readonly Step[] {
    return this.#steps
  }

  /** Pixels of this part of the page were changed; they are no step before `commit`. */
  touched(box: Box): void {
    this.#dirty = around(this.#dirty, box)
    this.onChange(box)
  }

  /** Make a step of all that was touched since the last, and of what is beside the pixels now. */
  commit(name: string, beside: Partial<Beside> = {}): boolean {
    const { width } = this.page
    const box = this.#dirty
    const delta = deltaOf(words(this.#settled), words(this.page), width, box)
    const after = { ...this.#beside, ...beside }
    const before = this.#beside
    this.#dirty = NO_BOX
    if (
      delta.starts.length === 0 &&
      after.floating === before.floating &&
      after.cuts === before.cuts &&
      after.sources === before.sources
    )
      return false
    flip(words(this.#settled), delta)
    this.#steps = [...this.#steps.slice(0, this.#at), { name, delta, box, before, after }]
    this.#at++
    this.#beside = after
    return true
  }

  /** Take back what was touched since the last step. */
  abandon(): void {
    const box = this.#dirty
    const delta = deltaOf(words(this.#settled), words(this.page), this.width, box)
    flip(words(this.page), delta)
    this.#dirty = NO_BOX
    this.onChange(box)
  }

  undo(): boolean {
    return this.goTo(this.#at - 1)
  }

  redo(): boolean {
    return this.goTo(this.#at + 1)
  }

  /** Go to the state after so many steps; returns false where there are fewer. */
  goTo(at: number): boolean {
    if (at < 0 || at > this.#steps.length || at === this.#at) return false
    this.abandon()
    while (this.#at > at) this.#pass(this.#steps[--this.#at], (step) => step.before)
    while (this.#at < at) this.#pass(this.#steps[this.#at++], (step) => step.after)
    return true
  }

  /** The page with the floating piece on it. */
  whole(): Raster {
    const out = copyOf(this.page)
    if (this.floating) layFloating(out, this.floating)
    return out
  }

  #pass(step: Step, side: (step: Step) => Beside): void {
    flip(words(this.page), step.delta)
    flip(words(this.#settled), step.delta)
    this.#beside = side(step)
    this.onChange(step.box)
  }
}

/** The floating piece in its shape, and where its left upper corner is. */
export function placed(floating: Floating): { raster: Raster; left: number; top: number } {
  const raster = shaped(floating.piece, floating)
  return {
    raster,
    left: Math.round(floating.x - raster.width / 2),
    top: Math.round(floating.y - raster.height / 2),
  }
}

/** The box around a floating piece, in fractions of pixels. */
export function boxAround(floating: Floating): Box {
  const [width, height] = sizeOf(floating.piece, floating)
  return { left: floating.x - width / 2, top: floating.y - height / 2, width, height }
}

/** Put a floating piece down on a page. */
export function layFloating(page: Raster, floating: Floating): Box {
  const { raster, left, top } = placed(floating)
  return lay(page, raster, left, top)
}

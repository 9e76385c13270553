/**
 * A scroller for more rows than a browser can make an element high.
 *
 * The spacer inside the scrolling element is at most `limit` px high. `offset` is where the
 * viewport's top is in the true height; `shift = offset - scrollTop` is how far the spacer's
 * coordinates lag behind. A small movement (wheel, arrow, touch) keeps the shift, so it moves
 * the rows by exactly as many pixels; a large one (the scrollbar's thumb) maps the scrollbar's
 * place onto the true height. Pure arithmetic: no DOM in here.
 */

export interface Geometry {
  /** Number of rows. */
  count: number
  /** Height of a row in px. */
  size: number
  /** Height of the viewport in px. */
  viewport: number
}

/** Chromium stops at 33.5 M px, Firefox at 17.8 M px; stay far below both. */
export const MAX_HEIGHT = 8_000_000

export class Scroller {
  #geometry: Geometry = { count: 0, size: 1, viewport: 0 }
  #offset = 0
  #scrollTop = 0
  readonly #limit: number

  constructor(limit: number = MAX_HEIGHT) {
    this.#limit = limit
  }

  get count(): number {
    return this.#geometry.count
  }

  /** Height of all rows in px, as if an element could be so high. */
  get total(): number {
    return this.#geometry.count * this.#geometry.size
  }

  /** Height to give the spacer element, in px. */
  get height(): number {
    return Math.min(this.total, this.#limit)
  }

  /** Pixels of the true height above the viewport. */
  get offset(): number {
    return this.#offset
  }

  /** What the scrolling element's scrollTop is, or must be set to after resize, reveal or settle. */
  get scrollTop(): number {
    return this.#scrollTop
  }

  /** Take new measures, keeping the topmost row at its place. Then set the element's scrollTop. */
  resize(geometry: Geometry): void {
    const row = this.#offset / this.#geometry.size
    this.#geometry = geometry
    this.#moveTo(row * geometry.size)
  }

  /** The element scrolled to `scrollTop` (its scroll event). */
  scrolled(scrollTop: number): void {
    const moved = scrollTop - this.#scrollTop
    if (moved === 0) return
    this.#scrollTop = scrollTop
    const end = this.#scrollEnd
    const isStep = Math.abs(moved) <= this.#geometry.viewport
    if (scrollTop <= 0) this.#offset = 0
    else if (scrollTop >= end) this.#offset = this.#end
    else if (isStep) this.#offset = clamp(this.#offset + moved, 0, this.#end)
    else this.#offset = (scrollTop / end) * this.#end
  }

  /**
   * Put the scrollbar's thumb where it belongs, once scrolling has stopped; the rows do not move.
   * Returns whether the element's scrollTop must be set.
   */
  settle(): boolean {
    const before = this.#scrollTop
    this.#scrollTop = this.#mapped(this.#offset)
    return Math.abs(before - this.#scrollTop) >= 1
  }

  /** Scroll as little as needed so that `row` is wholly visible. Returns whether it moved. */
  reveal(row: number, margin = 0): boolean {
    const { size, viewport } = this.#geometry
    const top = row * size
    if (top - margin < this.#offset) return this.#moveTo(top - margin)
    if (top + size + margin > this.#offset + viewport) {
      return this.#moveTo(top + size + margin - viewport)
    }
    return false
  }

  /** Put `row` at the viewport's top (or as near as the end lets it). Returns whether it moved. */
  toTop(row: number): boolean {
    return this.#moveTo(row * this.#geometry.size)
  }

  /** The rows to draw, `last` excluded: those in the viewport and `overscan` more on each side. */
  window(overscan = 0): { first: number; last: number } {
    const { count, size, viewport } = this.#geometry
    const first = Math.floor(this.#offset / size) - overscan
    const last = Math.ceil((this.#offset + viewport) / size) + overscan
    return { first: clamp(first, 0, count), last: clamp(last, 0, count) }
  }

  /** Where `row` is inside the spacer, in px from its top. */
  y(row: number): number {
    return row * this.#geometry.size - (this.#offset - this.#scrollTop)
  }

  get #end(): number {
    return Math.max(0, this.total - this.#geometry.viewport)
  }

  get #scrollEnd(): number {
    return Math.max(0, this.height - this.#geometry.viewport)
  }

  #mapped(offset: number): number {
    if (this.#end === 0) return 0
    if (this.total <= this.#limit) return offset
    return (offset / this.#end) * this.#scrollEnd
  }

  #moveTo(offset: number): boolean {
    const before = this.#offset
    this.#offset = clamp(offset, 0, this.#end)
    this.#scrollTop = this.#mapped(this.#offset)
    return before !== this.#offset
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}

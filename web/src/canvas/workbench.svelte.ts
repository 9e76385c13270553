/** What is drawn on: the page with its paper, its hand and its strokes, and what is selected. */

import { boxAround, Drawing, layFloating, placed, type Floating } from './engine/drawing'
import { handOf, type Hand } from './engine/hand'
import { greyOf, inkOf, isOnPaper } from './engine/ink'
import { bare, cutOut, lift, reachOf, type Lifted } from './engine/lift'
import { filled, plateOf } from './engine/paper'
import { copyOf, words, type Box, type Mask, type Point, type Raster } from './engine/raster'
import type { Pieces } from './engine/regions'
import { lasso, maskOf, pieceAt, rectangle, strokesOf } from './engine/strokes'
import { AS_IS, fitting, type Shape } from './engine/transform'

/** A click this near to a stroke, in pixels of the screen, picks it. */
const REACH = 8
/** The offset of a copy from its original, in pixels of the page. */
const BESIDE = 8

export class Workbench {
  readonly drawing: Drawing
  /** The page's bare paper. */
  readonly plate: Raster
  /** Is it a drawing on even paper? If not, pixels are moved as they are. */
  readonly onPaper: boolean
  /** How it was drawn; null where nothing is. */
  hand: Hand | null
  /** Bumps at every change: read it where pixels are shown. */
  revision = $state(0)
  /** The floating piece while it is dragged; no step yet. */
  moving = $state.raw<Floating | null>(null)
  /** What a tool did that needs a word. */
  note = $state('')
  /** Told which part of the page shows something else now. */
  onPixels: (box: Box) => void = () => undefined
  /** Told after a step was made, undone or redone. */
  onStep: () => void = () => undefined

  #ink: { revision: number; mask: Mask; pieces: Pieces } | null = null

  constructor(
    readonly original: Raster,
    /** The sample that it shows; null for a blank page. */
    readonly source: number | null,
  ) {
    this.drawing = new Drawing(original, source === null ? [] : [source])
    this.drawing.onChange = (box) => {
      this.revision++
      this.onPixels(box)
    }
    this.onPaper = isOnPaper(greyOf(original), original.width, original.height)
    this.plate = plateOf(original)
    this.hand = handOf(original, this.plate, inkOf(original))
  }

  get floating(): Floating | null {
    void this.revision
    return this.moving ?? this.drawing.floating
  }

  get isChanged(): boolean {
    void this.revision
    return this.drawing.at > 0
  }

  get canUndo(): boolean {
    return this.isChanged
  }

  get canRedo(): boolean {
    void this.revision
    return this.drawing.at < this.drawing.steps.length
  }

  undo(): void {
    if (this.drawing.undo()) this.#stepped()
  }

  redo(): void {
    if (this.drawing.redo()) this.#stepped()
  }

  goTo(step: number): void {
    if (this.drawing.goTo(step)) this.#stepped()
  }

  /** Make a step of what was drawn. */
  commit(name: string): void {
    if (this.drawing.commit(name)) this.#stepped()
    else this.revision++
  }

  /** Remove the stroke at a point; returns false where there is none. zoom: of the view. */
  pick(point: Point, zoom: number, more = false): boolean {
    const was = more ? this.#pickedMask() : null
    this.putDown()
    const { pieces } = this.strokes()
    const number = pieceAt(pieces, this.drawing.width, point, Math.max(1, REACH / zoom))
    if (number === 0) return false
    const mask = maskOf(pieces, new Set([number]))
    if (was) for (let at = 0; at < mask.length; at++) mask[at] |= was[at]
    return this.take(mask, 'Pick')
  }

  selectBox(box: Box): boolean {
    this.putDown()
    return this.take(rectangle(box, this.drawing.width, this.drawing.height), 'Select')
  }

  selectLasso(line: readonly Point[]): boolean {
    this.putDown()
    return this.take(lasso(line, this.drawing.width, this.drawing.height), 'Select')
  }

  selectAll(): boolean {
    const { width, height } = this.drawing
    return this.selectBox({ left: 0, top: 0, width, height })
  }

  /** Split touching strokes along a line; returns whether anything was split. */
  cut(line: Point[]): boolean {
    this.putDown()
    const before = this.strokes().pieces
    const cuts = [...this.drawing.cuts, line]
    const after = strokesOf(this.strokes().mask, this.drawing.width, cuts)
    if (countOf(after) <= countOf(before)) {
      this.note = 'The line cuts nothing: draw it across the place where two strokes touch.'
      return false
    }
    this.note = ''
    if (this.drawing.commit('Split', { cuts })) this.#stepped()
    return true
  }

  /** Take what a mask holds off the page, so that it floats. */
  take(mask: Mask, name: string): boolean {
    const { drawing, plate } = this
    const { mask: ink } = this.strokes()
    let lifted: Lifted | null
    if (this.onPaper) {
      for (let at = 0; at < mask.length; at++) mask[at] &= ink[at]
      const request = { page: drawing.page, plate, ink, mask }
      lifted = lift(request)
      if (lifted) drawing.touched(bare(drawing.page, plate, reachOf(request)))
    } else {
      lifted = cutOut(drawing.page, mask)
      if (lifted) drawing.touched(bare(drawing.page, filled(drawing.page, mask), mask))
    }
    if (!lifted) return false
    const { raster, left, top } = lifted
    const middle = { x: left + raster.width / 2, y: top + raster.height / 2 }
    if (drawing.commit(name, { floating: { piece: raster, ...middle, ...AS_IS } })) this.#stepped()
    return true
  }

  /** Put the floating piece down where it is. */
  putDown(): void {
    const { drawing } = this
    this.moving = null
    if (!drawing.floating) return
    const last = drawing.steps[drawing.at - 1]
    // Just picked and not touched: back as it was, to the last bit.
    if (
      last.after.floating === drawing.floating &&
      last.before.floating === null &&
      ['Pick', 'Select'].includes(last.name)
    ) {
      this.undo()
      return
    }
    drawing.touched(layFloating(drawing.page, drawing.floating))
    if (drawing.commit('Place piece', { floating: null })) this.#stepped()
  }

  /** Show the floating piece elsewhere or in another shape; `settle` makes a step of it. */
  move(change: Partial<Shape & Point>): void {
    const { floating } = this
    if (floating) this.moving = { ...floating, ...change }
  }

  settle(name: string): void {
    const { moving } = this
    this.moving = null
    if (moving && this.drawing.commit(name, { floating: moving })) this.#stepped()
  }

  /** Change the floating piece in one step; returns false where there is none. */
  change(name: string, how: (floating: Floating) => Partial<Shape & Point>): boolean {
    const { floating } = this
    if (!floating) return false
    this.move(how(floating))
    this.settle(name)
    return true
  }

  remove(): boolean {
    this.moving = null
    if (!this.drawing.floating) return false
    if (this.drawing.commit('Delete', { floating: null })) this.#stepped()
    return true
  }

  duplicate(): boolean {
    const { floating, drawing } = this
    if (!floating) return false
    this.moving = null
    drawing.touched(layFloating(drawing.page, floating))
    const beside = { ...floating, x: floating.x + BESIDE, y: floating.y + BESIDE }
    if (drawing.commit('Duplicate', { floating: beside })) this.#stepped()
    return true
  }

  /**
   * Add a piece with its middle at a point; one larger than the page is scaled down, with a
   * message.
   */
  add(piece: Raster, at: Point | null, source: number | null): void {
    this.putDown()
    const { width, height, sources } = this.drawing
    const scale = fitting(piece, this.drawing)
    this.note =
      scale < 1
        ? `The piece is larger than the page (${piece.width} × ${piece.height} px on ${width} × ${height}): it was scaled down to ${Math.floor(100 * scale)} %.`
        : ''
    const { x, y } = at ?? { x: width / 2, y: height / 2 }
    const floating = { piece, x, y, scaleX: scale, scaleY: scale, angle: 0 }
    const known = source === null || sources.includes(source) ? sources : [...sources, source]
    if (this.drawing.commit('Add piece', { floating, sources: known })) this.#stepped()
    this.hand ??= handOf(this.drawing.whole(), this.plate, inkOf(this.drawing.whole()))
  }

  /** Bare paper, the same as before: to compose on. */
  clear(): void {
    const { drawing, plate } = this
    words(drawing.page).set(words(plate))
    const { width, height } = drawing
    drawing.touched({ left: 0, top: 0, width, height })
    if (drawing.commit('Clear', { floating: null, cuts: [], sources: [] })) this.#stepped()
    else this.revision++
  }

  /** The floating piece alone, in its shape; null where nothing floats. */
  get piece(): Raster | null {
    const { floating } = this
    return floating ? placed(floating).raster : null
  }

  /** Is a point of the page on the floating piece? */
  isOnFloating({ x, y }: Point): boolean {
    if (!this.floating) return false
    const { left, top, width, height } = boxAround(this.floating)
    return x >= left && x <= left + width && y >= top && y <= top + height
  }

  /** Everything on the page, whatever floats included. */
  whole(): Raster {
    const { moving, drawing } = this
    if (!moving) return drawing.whole()
    const out = copyOf(drawing.page)
    layFloating(out, moving)
    return out
  }

  /** The ink of the page and its strokes, as they are now. */
  strokes(): { mask: Mask; pieces: Pieces } {
    if (this.#ink?.revision !== this.revision) {
      const mask = inkOf(this.drawing.page)
      const pieces = strokesOf(mask, this.drawing.width, this.drawing.cuts)
      this.#ink = { revision: this.revision, mask, pieces }
    }
    return this.#ink
  }

  /** Where the piece that floats untouched was picked: to pick another one with it. */
  #pickedMask(): Mask | null {
    const { drawing } = this
    const last = drawing.steps[drawing.at - 1] as (typeof drawing.steps)[number] | undefined
    if (!drawing.floating || last?.name !== 'Pick' || last.after.floating !== drawing.floating) {
      return null
    }
    const there = inkOf(drawing.whole())
    const left = inkOf(drawing.page)
    return there.map((here, at) => here & (1 - left[at]))
  }

  #stepped(): void {
    this.revision++
    this.onStep()
  }
}

function countOf({ numbers }: Pieces): number {
  return new Set(numbers).size
}

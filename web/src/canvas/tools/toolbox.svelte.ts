/** The tools, what they are set to, and how the page is looked at. */

import type { Workbench } from '../workbench.svelte'

export type Tool = 'pen' | 'hand' | 'eraser' | 'piece' | 'box' | 'lasso' | 'split'

/** Where the page is seen: pixels of the screen from the stage's corner, and for each of its own. */
export interface Look {
  x: number
  y: number
  zoom: number
}

const SIZES = [1, 120] as const
const ZOOMS = [0.05, 64] as const
/** Around the page, when all of it is seen, pixels. */
const MARGIN = 40

export class Toolbox {
  tool = $state<Tool>('piece')
  /** Across, in pixels of the page. */
  size = $state(8)
  eraser = $state(24)
  /** 0 hard to 1 soft. */
  softness = $state(0)
  /** Red, green and blue of the pen. */
  colour = $state.raw<[number, number, number]>([0, 0, 0])
  grid = $state(false)
  onion = $state(false)
  look = $state.raw<Look>({ x: 0, y: 0, zoom: 1 })
  /** The stage, in pixels of the screen. */
  stage = $state.raw({ width: 1, height: 1 })
  #page = { width: 1, height: 1 }

  choose(tool: Tool): void {
    this.tool = tool
  }

  /** Size of the tool in hand. */
  get across(): number {
    return this.tool === 'eraser' ? this.eraser : this.size
  }

  resize(factor: number): void {
    const next = Math.max(this.across * factor, this.across + Math.sign(factor - 1))
    const size = factor < 1 ? Math.min(this.across * factor, this.across - 1) : next
    this.setAcross(size)
  }

  setAcross(size: number): void {
    const fitting = Math.round(Math.min(SIZES[1], Math.max(SIZES[0], size)))
    if (this.tool === 'eraser') this.eraser = fitting
    else this.size = fitting
  }

  soften(by: number): void {
    this.softness = Math.round(10 * Math.min(1, Math.max(0, this.softness + by))) / 10
  }

  /** Another page: sizes that suit its strokes, and all of it in view. */
  fits(bench: Workbench): void {
    const { hand, drawing } = bench
    this.#page = { width: drawing.width, height: drawing.height }
    if (hand) {
      this.size = Math.max(SIZES[0], Math.round(hand.thickness))
      this.eraser = Math.min(SIZES[1], Math.max(4, Math.round(hand.thickness * 2)))
      this.colour = hand.colour
    } else {
      this.size = Math.max(2, Math.round(Math.max(drawing.width, drawing.height) / 40))
      this.eraser = 2 * this.size
      this.colour = [0, 0, 0]
    }
    this.whole()
  }

  /** Show the whole page. */
  whole(): void {
    const { width, height } = this.#page
    const room = { width: this.stage.width - 2 * MARGIN, height: this.stage.height - 2 * MARGIN }
    const zoom = Math.min(room.width / width, room.height / height)
    const fitting = Math.min(
      ZOOMS[1],
      Math.max(ZOOMS[0], zoom > 2 ? Math.floor(zoom * 2) / 2 : zoom),
    )
    this.look = {
      zoom: fitting,
      x: Math.round((this.stage.width - width * fitting) / 2),
      y: Math.round((this.stage.height - height * fitting) / 2),
    }
  }

  /** Zoom so that the point of the stage stays where it is. */
  zoomAt(factor: number, x = this.stage.width / 2, y = this.stage.height / 2): void {
    const { look } = this
    const zoom = Math.min(ZOOMS[1], Math.max(ZOOMS[0], look.zoom * factor))
    const share = zoom / look.zoom
    this.look = { zoom, x: x - (x - look.x) * share, y: y - (y - look.y) * share }
  }

  pan(dx: number, dy: number): void {
    this.look = { ...this.look, x: this.look.x + dx, y: this.look.y + dy }
  }

  /** The stage has another size. */
  resized(width: number, height: number): void {
    const first = this.stage.width <= 1
    const { look, stage } = this
    this.stage = { width, height }
    if (first) this.whole()
    else
      this.look = {
        ...look,
        x: look.x + (width - stage.width) / 2,
        y: look.y + (height - stage.height) / 2,
      }
  }
}

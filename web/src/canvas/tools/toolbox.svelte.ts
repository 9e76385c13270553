/** The tool in hand, what the tools are set to, and how the page is looked at. */

import type { Workbench } from '../workbench.svelte'
import { TOOLS, toolNamed } from './registry'
import type { Look, Settings, Tool } from './tool'

const SIZES = [1, 120] as const
const ZOOMS = [0.05, 64] as const
/** Around the page, when all of it is seen, pixels. */
const MARGIN = 40

export class Toolbox {
  tool = $state.raw<Tool>(TOOLS[0])
  /** 0 hard to 1 soft. */
  softness = $state(0)
  /** Red, green and blue of the pen. */
  colour = $state.raw<[number, number, number]>([0, 0, 0])
  grid = $state(false)
  onion = $state(false)
  look = $state.raw<Look>({ x: 0, y: 0, zoom: 1 })
  /** The stage, in pixels of the screen. */
  stage = $state.raw({ width: 1, height: 1 })
  /** Across, in pixels of the page. */
  #sizes = $state.raw<Record<Settings['size'], number>>({ pen: 8, eraser: 24 })
  #page = { width: 1, height: 1 }

  /** Take the tool of this id in hand. */
  choose(id: string): void {
    this.tool = toolNamed(id)
  }

  /** Size of the tool in hand; of the pen where that tool has none. */
  get across(): number {
    return this.#sizes[this.#sized]
  }

  resize(factor: number): void {
    const next = Math.max(this.across * factor, this.across + Math.sign(factor - 1))
    const size = factor < 1 ? Math.min(this.across * factor, this.across - 1) : next
    this.setAcross(size)
  }

  setAcross(size: number): void {
    const fitting = Math.round(Math.min(SIZES[1], Math.max(SIZES[0], size)))
    this.#sizes = { ...this.#sizes, [this.#sized]: fitting }
  }

  soften(by: number): void {
    this.softness = Math.round(10 * Math.min(1, Math.max(0, this.softness + by))) / 10
  }

  /** Another page: sizes that suit its strokes, and all of it in view. */
  fits(bench: Workbench): void {
    const { hand, drawing } = bench
    this.#page = { width: drawing.width, height: drawing.height }
    if (hand) {
      this.#sizes = {
        pen: Math.max(SIZES[0], Math.round(hand.thickness)),
        eraser: Math.min(SIZES[1], Math.max(4, Math.round(hand.thickness * 2))),
      }
      this.colour = hand.colour
    } else {
      const pen = Math.max(2, Math.round(Math.max(drawing.width, drawing.height) / 40))
      this.#sizes = { pen, eraser: 2 * pen }
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

  /** Whose size the tool in hand has. */
  get #sized(): Settings['size'] {
    return this.tool.settings?.size ?? 'pen'
  }
}

/** Draws the points: on the graphics card as the page does, or plainly where there is none. */

import type { Lookout } from '../map/camera'
import { Painter, SHOWN, type Look } from '../map/painter'
import { paletteBytes } from '../map/palette'
import type { Projection } from '../map/projections.svelte'
import { css, type Oklch } from '../ui/oklch'
import { element, pen } from './dom'

export interface Points {
  /** shades: a row's place among the colours; shown: 1 per row that the filters leave. */
  colour(shades: ArrayLike<number>, colours: readonly Oklch[], shown: Uint8Array): void
  /** Let these rows stand out. */
  raise(rows: Uint32Array): void
  draw(at: Lookout, look: Look): void
}

/** Throws NoGraphics where the browser has no WebGL 2. */
export class GraphicsPoints implements Points {
  readonly #painter: Painter
  #size = ''

  constructor(canvas: HTMLCanvasElement, projection: Projection) {
    this.#painter = new Painter(canvas)
    this.#painter.place(projection)
  }

  colour(shades: ArrayLike<number>, colours: readonly Oklch[], shown: Uint8Array): void {
    this.#painter.setPalette(paletteBytes(colours))
    this.#painter.setCells(
      (row) => shades[row],
      shown.map((one) => one && SHOWN),
    )
  }

  raise(rows: Uint32Array): void {
    this.#painter.raise(rows)
  }

  draw(at: Lookout, look: Look): void {
    const size = [at.width, at.height, devicePixelRatio].join()
    if (size !== this.#size) this.#painter.resize(at.width, at.height)
    this.#size = size
    this.#painter.drawUnder(at, look, 0, this.#painter.count)
    this.#painter.drawOver(at, look, 0, this.#painter.overCount)
    this.#painter.compose(look)
  }
}

/** A dot of each colour is drawn once: copying it is what a browser without a card does fastest. */
export class PlainPoints implements Points {
  #shades: ArrayLike<number> = []
  #colours: readonly Oklch[] = []
  #shown: Uint8Array = new Uint8Array()
  #raised: Uint32Array = new Uint32Array()
  #dots: HTMLCanvasElement[] = []
  #size = 0

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly projection: Projection,
  ) {}

  colour(shades: ArrayLike<number>, colours: readonly Oklch[], shown: Uint8Array): void {
    this.#shades = shades
    this.#colours = colours
    this.#shown = shown
    this.#size = 0
  }

  raise(rows: Uint32Array): void {
    this.#raised = rows
  }

  draw(at: Lookout, look: Look): void {
    const size = Math.round(look.size * 2) / 2
    if (size !== this.#size) this.#renew(size)
    const onto = pen(this.canvas, at.width, at.height)
    const rows = [...this.#shown.keys()]
    const dim = this.#raised.length > 0 ? look.dim : 1
    this.#draw(
      onto,
      at,
      look.faint * dim,
      rows.filter((row) => this.#shown[row] === 0),
    )
    this.#draw(
      onto,
      at,
      look.opacity * dim,
      rows.filter((row) => this.#shown[row] === 1),
    )
    this.#draw(onto, at, 1, this.#raised)
    onto.globalAlpha = 1
  }

  #draw(
    onto: CanvasRenderingContext2D,
    at: Lookout,
    opacity: number,
    rows: Iterable<number>,
  ): void {
    const { x, y } = this.projection
    const half = this.#size / 2 + 1
    onto.globalAlpha = opacity
    for (const row of rows) {
      const left = (x[row] - at.x) * at.scale + at.width / 2 - half
      const top = (at.y - y[row]) * at.scale + at.height / 2 - half
      if (left < -50 || top < -50 || left > at.width || top > at.height) continue
      onto.drawImage(this.#dots[this.#shades[row]], left, top, 2 * half, 2 * half)
    }
  }

  #renew(size: number): void {
    const ratio = devicePixelRatio || 1
    const side = size + 2
    this.#dots = this.#colours.map((colour) => {
      const canvas = element('canvas')
      const onto = pen(canvas, Math.ceil(side * ratio) / ratio, Math.ceil(side * ratio) / ratio)
      onto.arc(side / 2, side / 2, size / 2, 0, 2 * Math.PI)
      onto.fillStyle = css(colour)
      onto.fill()
      return canvas
    })
    this.#size = size
  }
}

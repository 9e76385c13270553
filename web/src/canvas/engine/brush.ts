/** Pen and eraser: a stroke that follows the pointer, drawn straight into the page's pixels. */

import type { Drawing } from './drawing'
import type { Hand } from './hand'
import { around, NO_BOX, randomOf, within, type Box, type Point, type Raster } from './raster'

/** size: across, in pixels. softness: 0 a hard edge, 1 soft up to the middle. */
export interface Tip {
  size: number
  softness: number
}

/** What a stroke leaves: one colour, the bare paper, or what the image's own pen would. */
export type Trace =
  | { kind: 'colour'; colour: readonly [number, number, number] }
  | { kind: 'paper'; plate: Raster }
  | { kind: 'hand'; hand: Hand }

/** The period in which a hand-drawn line becomes thicker and thinner, in thicknesses. */
const WAVE = 1.5
const TILE = 64

export class Stroke {
  #last: Point | null = null
  #box: Box = NO_BOX
  #along = 0
  #press = 1
  readonly #cover: Uint8Array<ArrayBuffer>
  readonly #wave: (along: number) => number

  /** seed: what of a hand is by chance. */
  constructor(
    private readonly drawing: Drawing,
    private readonly tip: Tip,
    private readonly trace: Trace,
    seed = 1,
  ) {
    this.#cover = new Uint8Array(drawing.width * drawing.height)
    this.#wave = trace.kind === 'hand' ? waveOf(trace.hand, seed) : () => 1
  }

  /** Go on to a point; press: how much thicker it is there. Tells which part changed. */
  to(point: Point, press = 1): Box {
    const from = this.#last ?? point
    const length = Math.hypot(point.x - from.x, point.y - from.y)
    const start = this.#radiusAt(this.#along) * (this.#last ? this.#press : press)
    this.#along += length
    const end = this.#radiusAt(this.#along) * press
    const box = this.#draw(from, start, point, end)
    this.#press = press
    this.#last = point
    this.#box = around(this.#box, box)
    this.drawing.touched(box)
    return box
  }

  /** The part of the page that the stroke has changed so far. */
  get box(): Box {
    return this.#box
  }

  #radiusAt(along: number): number {
    return Math.max(0.5, (this.tip.size / 2) * this.#wave(along))
  }

  /** Draw a line whose thickness runs from one to the other. */
  #draw(from: Point, startRadius: number, to: Point, endRadius: number): Box {
    const { width, height } = this.drawing
    const most = Math.max(startRadius, endRadius) + 1.5
    const box = within(
      {
        left: Math.min(from.x, to.x) - most,
        top: Math.min(from.y, to.y) - most,
        width: Math.abs(to.x - from.x) + 2 * most,
        height: Math.abs(to.y - from.y) + 2 * most,
      },
      width,
      height,
    )
    const [dx, dy] = [to.x - from.x, to.y - from.y]
    const squared = dx * dx + dy * dy
    const edge = this.trace.kind === 'hand' ? this.trace.hand.edge : 1
    for (let y = box.top; y < box.top + box.height; y++) {
      const offY = y + 0.5 - from.y
      for (let x = box.left; x < box.left + box.width; x++) {
        const offX = x + 0.5 - from.x
        const share =
          squared === 0 ? 0 : Math.min(1, Math.max(0, (offX * dx + offY * dy) / squared))
        const radius = startRadius + (endRadius - startRadius) * share
        const off = Math.hypot(offX - share * dx, offY - share * dy)
        const soft = Math.max(edge, radius * this.tip.softness)
        const cover = (radius + edge / 2 - off) / soft
        if (cover <= 0) continue
        const at = y * width + x
        const strength = cover >= 1 ? 255 : Math.round(cover * 255)
        if (strength <= this.#cover[at]) continue
        this.#cover[at] = strength
        this.#paint(at, strength)
      }
    }
    return box
  }

  /** Mix what the stroke leaves into what was there before it. */
  #paint(at: number, strength: number): void {
    const { page, settled } = this.drawing
    const { trace } = this
    const to = at * 4
    let share = strength / 255
    if (trace.kind === 'hand') {
      const [x, y] = [at % page.width, Math.floor(at / page.width)]
      share *= trace.hand.tile[(y % TILE) * TILE + (x % TILE)] / 255
    }
    for (let band = 0; band < 3; band++) {
      const under = settled.data[to + band]
      const over =
        trace.kind === 'paper'
          ? trace.plate.data[to + band]
          : trace.kind === 'hand'
            ? trace.hand.colour[band]
            : trace.colour[band]
      page.data[to + band] = under + (over - under) * share
    }
  }
}

/** How much thicker than usual a hand's line is, so far along it. */
function waveOf(hand: Hand, seed: number): (along: number) => number {
  const random = randomOf(seed)
  const knots: number[] = []
  const knot = (at: number): number => {
    while (knots.length <= at) {
      knots.push(hand.widths[Math.floor(random() * hand.widths.length)] ?? 1)
    }
    return knots[at]
  }
  const every = Math.max(2, hand.thickness * WAVE)
  return (along) => {
    const place = Math.floor(along / every)
    const share = along / every - place
    const smooth = share * share * (3 - 2 * share)
    return knot(place) * (1 - smooth) + knot(place + 1) * smooth
  }
}

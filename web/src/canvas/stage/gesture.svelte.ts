/** What the pointer does on the stage, by the tool in hand. */

import { Stroke, type Trace } from '../engine/brush'
import type { Box, Point } from '../engine/raster'
import type { Toolbox } from '../tools/toolbox.svelte'
import type { Workbench } from '../workbench.svelte'

/** A press that moves less than this, in pixels of the screen, is a click; a finger is not as sure. */
const STILL = 3
const STILL_FINGER = 9
/** How thick a pen draws when it is hardly pressed, and how much more when it is pressed hard. */
const [LIGHT, HARD] = [0.4, 1.2]

type Doing =
  | { kind: 'stroke'; stroke: Stroke; name: string }
  | { kind: 'pan'; at: Point }
  | { kind: 'move'; from: Point; x: number; y: number; picked: boolean }
  | { kind: 'box'; from: Point }
  | { kind: 'line'; name: 'lasso' | 'split' }

export class Gesture {
  /** A rectangle that is being drawn, on the page. */
  box = $state.raw<Box | null>(null)
  /** A lasso or a split that is being drawn, on the page. */
  line = $state.raw<Point[]>([])
  /** The space bar is held: the page is moved. */
  panning = $state(false)
  #doing: Doing | null = null
  #still = STILL

  constructor(
    private readonly bench: Workbench,
    private readonly tools: Toolbox,
    /** Told while a stroke is on its way. */
    private readonly onStroke: () => void,
  ) {}

  get busy(): boolean {
    return this.#doing !== null
  }

  /** The point of the page under a point of the stage. */
  pageAt(x: number, y: number): Point {
    const { look } = this.tools
    return { x: (x - look.x) / look.zoom, y: (y - look.y) / look.zoom }
  }

  /** x, y: on the stage. */
  down(x: number, y: number, event: PointerEvent): void {
    const point = this.pageAt(x, y)
    const { bench, tools } = this
    this.#still = event.pointerType === 'touch' ? STILL_FINGER : STILL
    if (event.button === 1 || this.panning) this.#doing = { kind: 'pan', at: { x, y } }
    else if (event.button !== 0) return
    else if (['pen', 'hand', 'eraser'].includes(tools.tool)) this.#begin(point, event)
    else if (tools.tool === 'split') this.#doing = { kind: 'line', name: 'split' }
    else if (bench.isOnFloating(point) && !event.shiftKey) this.#take(point, false)
    else if (tools.tool === 'piece') {
      if (bench.pick(point, tools.look.zoom, event.shiftKey)) this.#take(point, true)
      else this.#doing = { kind: 'box', from: point }
    } else if (tools.tool === 'box') this.#doing = { kind: 'box', from: point }
    else this.#doing = { kind: 'line', name: 'lasso' }
    if (this.#doing?.kind === 'line') {
      bench.putDown()
      this.line = [point]
    }
  }

  move(x: number, y: number, event: PointerEvent): void {
    const doing = this.#doing
    if (!doing) return
    const point = this.pageAt(x, y)
    if (doing.kind === 'stroke') {
      doing.stroke.to(point, pressOf(event))
      this.onStroke()
    } else if (doing.kind === 'pan') {
      this.tools.pan(x - doing.at.x, y - doing.at.y)
      doing.at = { x, y }
    } else if (doing.kind === 'move') {
      const [dx, dy] = [point.x - doing.from.x, point.y - doing.from.y]
      if (Math.hypot(dx, dy) * this.tools.look.zoom < this.#still && !this.bench.moving) return
      // Whole pixels: a piece that is only moved stays as sharp as it is.
      this.bench.move({ x: doing.x + Math.round(dx), y: doing.y + Math.round(dy) })
      this.onStroke()
    } else if (doing.kind === 'box') this.box = boxBetween(doing.from, point)
    else this.line = [...this.line, point]
  }

  up(): void {
    const doing = this.#doing
    const { bench, tools, box, line } = this
    this.#doing = null
    this.box = null
    this.line = []
    if (!doing) return
    if (doing.kind === 'stroke') bench.commit(doing.name)
    else if (doing.kind === 'move') bench.settle('Move')
    else if (doing.kind === 'box') {
      const isClick = !box || Math.max(box.width, box.height) * tools.look.zoom < this.#still
      if (isClick) bench.putDown()
      else bench.selectBox(box)
    } else if (doing.kind === 'line' && line.length > 1) {
      if (doing.name === 'lasso') bench.selectLasso(line)
      else bench.cut(line)
    }
  }

  /** The pointer was taken away: nothing of this happened. */
  cancel(): void {
    const doing = this.#doing
    if (doing?.kind === 'stroke') this.bench.drawing.abandon()
    this.bench.moving = null
    if (doing?.kind === 'move' && doing.picked) this.bench.undo()
    this.#doing = null
    this.box = null
    this.line = []
  }

  #begin(point: Point, event: PointerEvent): void {
    const { bench, tools } = this
    bench.putDown()
    const { tool } = tools
    const trace: Trace =
      tool === 'eraser'
        ? { kind: 'paper', plate: bench.plate }
        : tool === 'hand' && bench.hand
          ? { kind: 'hand', hand: bench.hand }
          : { kind: 'colour', colour: tools.colour }
    const tip = { size: tools.across, softness: trace.kind === 'hand' ? 0 : tools.softness }
    const stroke = new Stroke(bench.drawing, tip, trace, bench.drawing.at + 1)
    this.#doing = { kind: 'stroke', stroke, name: tool === 'eraser' ? 'Erase' : 'Draw' }
    stroke.to(point, pressOf(event))
    this.onStroke()
  }

  #take(from: Point, picked: boolean): void {
    const { floating } = this.bench
    if (floating) this.#doing = { kind: 'move', from, x: floating.x, y: floating.y, picked }
  }
}

/** How much thicker or thinner the stroke is made by how hard a pen is pressed; others press as 1. */
function pressOf({ pointerType, pressure }: PointerEvent): number {
  return pointerType === 'pen' && pressure > 0 ? LIGHT + HARD * pressure : 1
}

function boxBetween(from: Point, to: Point): Box {
  return {
    left: Math.min(from.x, to.x),
    top: Math.min(from.y, to.y),
    width: Math.abs(to.x - from.x),
    height: Math.abs(to.y - from.y),
  }
}

/** The canvas without a screen: an image, the tools, and a pointer that is pressed and moved. */

import type { Point, Raster } from '../src/canvas/engine/raster'
import { Gesture } from '../src/canvas/stage/gesture.svelte'
import { Toolbox } from '../src/canvas/tools/toolbox.svelte'
import { Workbench } from '../src/canvas/workbench.svelte'

interface Held {
  pointerType: 'mouse' | 'pen' | 'touch'
  pressure: number
  shiftKey: boolean
  button: number
}

const MOUSE: Held = { pointerType: 'mouse', pressure: 0.5, shiftKey: false, button: 0 }

export class Stage {
  readonly bench: Workbench
  readonly tools = new Toolbox()
  readonly gesture: Gesture
  /** How often something on the page looked different while the pointer was pressed. */
  drawn = 0

  /** tool: what is in hand. One pixel of the page is one of the screen. */
  constructor(image: Raster, tool: string) {
    this.bench = new Workbench(image, 1)
    this.gesture = new Gesture(this.bench, this.tools, () => this.drawn++)
    this.tools.fits(this.bench)
    this.tools.choose(tool)
    this.tools.look = { x: 0, y: 0, zoom: 1 }
  }

  /** Press at the first point and move over the others; the pointer stays pressed. */
  press([first, ...rest]: readonly [Point, ...Point[]], held: Partial<Held> = {}): void {
    const event = { ...MOUSE, ...held } as unknown as PointerEvent
    this.gesture.down(first.x, first.y, event)
    for (const { x, y } of rest) this.gesture.move(x, y, event)
  }

  /** Press, move and release. */
  drag(points: readonly [Point, ...Point[]], held: Partial<Held> = {}): void {
    this.press(points, held)
    this.gesture.up()
  }

  /** The names of the steps that are done. */
  get steps(): string[] {
    const { steps, at } = this.bench.drawing
    return steps.slice(0, at).map(({ name }) => name)
  }

  /** How dark the page is at a point, everything on it included: 0 black to 255 white. */
  grey({ x, y }: Point): number {
    return this.bench.whole().data[(y * this.bench.drawing.width + x) * 4]
  }
}

/** From the pointer on the stage to the tool in hand, and to what a press with it began. */

import type { Point } from '../engine/raster'
import { Panning } from '../tools/states/panning'
import type { Desk, Overlay, Press, State } from '../tools/tool'
import type { Toolbox } from '../tools/toolbox.svelte'
import type { Workbench } from '../workbench.svelte'

/** A press that moves less than this, in pixels of the screen, is a click; a finger is not as sure. */
const STILL = 3
const STILL_FINGER = 9
/** How thick a pen draws when it is hardly pressed, and how much more when it is pressed hard. */
const [LIGHT, HARD] = [0.4, 1.2]

export class Gesture {
  /** What shows over the page what is being done. */
  overlay = $state.raw<Overlay | null>(null)
  /** The space bar is held: the page is moved. */
  panning = $state(false)
  /** What is in charge while the pointer is pressed. */
  #state: State | null = null
  readonly #desk: Desk

  constructor(
    bench: Workbench,
    private readonly tools: Toolbox,
    /** Told while a stroke is on its way. */
    drawn: () => void,
  ) {
    this.#desk = {
      bench,
      drawn,
      get look() {
        return tools.look
      },
      get across() {
        return tools.across
      },
      get softness() {
        return tools.softness
      },
      get colour() {
        return tools.colour
      },
      pan: (dx, dy) => tools.pan(dx, dy),
    }
  }

  get busy(): boolean {
    return this.#state !== null
  }

  /** The point of the page under a point of the stage. */
  pageAt(x: number, y: number): Point {
    const { look } = this.tools
    return { x: (x - look.x) / look.zoom, y: (y - look.y) / look.zoom }
  }

  /** x, y: on the stage. */
  down(x: number, y: number, event: PointerEvent): void {
    const press = this.#pressOf(x, y, event)
    if (event.button === 1 || this.panning) this.#become(new Panning(this.#desk, press))
    else if (event.button === 0) this.#become(this.tools.tool.press(this.#desk, press))
  }

  move(x: number, y: number, event: PointerEvent): void {
    if (this.#state) this.#become(this.#state.move(this.#pressOf(x, y, event)))
  }

  up(): void {
    const state = this.#state
    this.#become(null)
    state?.up()
  }

  /** Nothing of what the press began happened. */
  cancel(): void {
    const state = this.#state
    this.#become(null)
    state?.cancel()
  }

  #become(state: State | null): void {
    this.#state = state
    this.overlay = state?.overlay ?? null
  }

  #pressOf(x: number, y: number, event: PointerEvent): Press {
    const { pointerType, pressure, shiftKey } = event
    return {
      at: { x, y },
      point: this.pageAt(x, y),
      shift: shiftKey,
      pressure: pointerType === 'pen' && pressure > 0 ? LIGHT + HARD * pressure : 1,
      still: pointerType === 'touch' ? STILL_FINGER : STILL,
    }
  }
}

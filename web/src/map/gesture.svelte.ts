/** What the pointer does on the map: moving it, a rectangle, a lasso, or a click. */

import type { Tool } from './options.svelte'

export interface Hands {
  moved(right: number, down: number): void
  clicked(event: PointerEvent): void
  /** The outline in px: x and y in turn. */
  drawn(outline: number[], event: PointerEvent): void
}

/** Less than so many px is a click. */
const CLICK = 4
/** Points of a lasso are so many px apart. */
const STEP = 3

export class Gesture {
  /** The outline while it is drawn, in px; x and y in turn. */
  outline = $state.raw<number[]>([])
  tool = $state<Tool | null>(null)

  #from: [number, number] = [0, 0]
  #last: [number, number] = [0, 0]
  #far = false

  constructor(private readonly hands: Hands) {}

  start(event: PointerEvent, tool: Tool): void {
    this.#far = false
    this.#from = this.#last = placeOf(event)
    this.tool = event.altKey ? 'box' : event.shiftKey ? 'lasso' : tool
  }

  move(event: PointerEvent): void {
    if (this.tool === null) return
    const at = placeOf(event)
    if (!this.#far && Math.hypot(at[0] - this.#from[0], at[1] - this.#from[1]) < CLICK) return
    this.#far = true
    if (this.tool === 'move') this.hands.moved(at[0] - this.#last[0], at[1] - this.#last[1])
    else if (this.tool === 'box') {
      const [[x0, y0], [x1, y1]] = [this.#from, at]
      this.outline = [x0, y0, x1, y0, x1, y1, x0, y1]
    } else if (Math.hypot(at[0] - this.#last[0], at[1] - this.#last[1]) < STEP) return
    else if (this.outline.length === 0) this.outline = [...this.#from, ...at]
    else this.outline = [...this.outline, ...at]
    this.#last = at
  }

  end(event: PointerEvent): void {
    const { tool, outline } = this
    this.cancel()
    if (tool === null) return
    if (!this.#far) this.hands.clicked(event)
    else if (outline.length >= 6) this.hands.drawn(outline, event)
  }

  cancel(): void {
    this.tool = null
    this.outline = []
  }
}

/** The pointer in px from the top left corner of what it acts on. */
export function placeOf(event: MouseEvent): [number, number] {
  const box = (event.currentTarget as HTMLElement).getBoundingClientRect()
  return [event.clientX - box.left, event.clientY - box.top]
}

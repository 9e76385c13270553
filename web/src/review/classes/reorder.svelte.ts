/** A line of a list that is dragged to another place: where it is now, and how the others make room. */

/** Nearer to the list's edge than this, the list scrolls, px; and so far at each move. */
const EDGE = 28
const SCROLLED = 9

export class Reorder {
  /** The line that is dragged, and where it would go; -1 for none. */
  from = $state(-1)
  to = $state(-1)
  /** How far the dragged line is from its place, px. */
  away = $state(0)
  #tops: number[] = []
  #heights: number[] = []
  #start = 0
  #scroll = 0

  constructor(private readonly list: () => HTMLElement) {}

  /** Take line `from` by its handle. */
  grab(from: number, event: PointerEvent): void {
    const list = this.list()
    const lines = [...list.children].map((line) => line.getBoundingClientRect())
    this.#tops = lines.map(({ top }) => top)
    this.#heights = lines.map(({ height }) => height)
    this.#start = event.clientY
    this.#scroll = list.scrollTop
    this.from = this.to = from
    this.away = 0
  }

  move(event: PointerEvent): void {
    const { from } = this
    if (from < 0) return
    const list = this.list()
    const { top, bottom } = list.getBoundingClientRect()
    if (event.clientY < top + EDGE) list.scrollTop -= SCROLLED
    else if (event.clientY > bottom - EDGE) list.scrollTop += SCROLLED
    this.away = event.clientY - this.#start + list.scrollTop - this.#scroll
    this.to = placeOf(this.#tops, this.#heights, from, this.away)
  }

  /** Let it go: from where to where it went, or null where it stays. */
  drop(): { from: number; to: number } | null {
    const { from, to } = this
    this.from = this.to = -1
    this.away = 0
    return from < 0 || from === to ? null : { from, to }
  }

  /** How far line `at` moves aside, px. */
  aside(at: number): number {
    const { from, to } = this
    if (from < 0 || at === from) return at === from ? this.away : 0
    const height = this.#heights[from]
    if (from < at && at <= to) return -height
    return to <= at && at < from ? height : 0
  }
}

/** The place of a line that is `away` from its own: it passes another when it covers its middle. */
export function placeOf(tops: number[], heights: number[], from: number, away: number): number {
  const top = tops[from] + away
  const bottom = top + heights[from]
  const middle = (at: number): number => tops[at] + heights[at] / 2
  if (away > 0)
    return Math.max(
      from,
      tops.findLastIndex((_, at) => middle(at) < bottom),
    )
  const passed = tops.findIndex((_, at) => middle(at) > top)
  return passed < 0 ? from : Math.min(from, passed)
}

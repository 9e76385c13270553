/** What is selected, filtered and pointed at. Views listen to `changed`. */

import type { Facet } from './facets'

export type Change = 'look' | 'selection' | 'filter' | 'hover' | 'view' | 'point' | 'gesture'

export class State {
  /** Facet -> the codes that are shown; a facet that is not in it shows all. */
  readonly filters = new Map<Facet, Set<number>>()
  /** 1 per row that the filters leave, and per row that is selected. */
  readonly shown: Uint8Array
  readonly selected: Uint8Array
  selectedCount = 0
  /** A row, or -1. */
  hovered = -1
  pinned = -1
  /** A code of the facet that the pointer is at in the legend, or -1. */
  pointed = -1
  dark = false
  onChange: (what: Change) => void = () => undefined

  constructor(
    readonly rows: number,
    public facet: Facet,
  ) {
    this.shown = new Uint8Array(rows).fill(1)
    this.selected = new Uint8Array(rows)
  }

  changed(what: Change): void {
    this.onChange(what)
  }

  select(rows: Iterable<number>, add = false): void {
    if (!add) this.selected.fill(0)
    for (const row of rows) if (this.shown[row]) this.selected[row] = 1
    this.#recount()
    this.changed('selection')
  }

  /** Show only an entry of a facet, too, or no longer. */
  toggleFilter(facet: Facet, code: number): void {
    const codes = this.filters.get(facet) ?? new Set()
    if (!codes.delete(code)) codes.add(code)
    if (codes.size === 0) this.filters.delete(facet)
    else this.filters.set(facet, codes)
    this.#filter()
  }

  clearFilters(): void {
    this.filters.clear()
    this.#filter()
  }

  hover(row: number): void {
    if (row === this.hovered) return
    this.hovered = row
    this.changed('hover')
  }

  point(code: number): void {
    this.pointed = code
    this.changed('point')
  }

  /** Entry's code -> rows that the other facets' filters leave. */
  counts(facet: Facet): Map<number, number> {
    const others = [...this.filters].filter(([other]) => other !== facet)
    const counts = new Map<number, number>()
    for (let row = 0; row < this.rows; row++) {
      if (others.some(([other, codes]) => !codes.has(other.codes[row]))) continue
      counts.set(facet.codes[row], (counts.get(facet.codes[row]) ?? 0) + 1)
    }
    return counts
  }

  /** The rows that stand out from the others: pointed at in the legend, or selected. */
  standingOut(): Uint32Array {
    const { facet, pointed, shown, selected } = this
    const holds =
      pointed >= 0
        ? (row: number): boolean => shown[row] === 1 && facet.codes[row] === pointed
        : (row: number): boolean => selected[row] === 1
    return Uint32Array.from(selected.keys()).filter(holds)
  }

  #filter(): void {
    this.shown.fill(1)
    for (const [facet, codes] of this.filters)
      for (let row = 0; row < this.rows; row++)
        if (!codes.has(facet.codes[row])) this.shown[row] = 0
    for (let row = 0; row < this.rows; row++) this.selected[row] &= this.shown[row]
    this.#recount()
    this.changed('filter')
  }

  #recount(): void {
    this.selectedCount = this.selected.reduce((sum, one) => sum + one, 0)
  }
}

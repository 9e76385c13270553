/** The cursor and the selected rows: one selection for all views. */

import type { BookStore } from '../book/book.svelte'
import type { View } from './view.svelte'

export interface MoveOptions {
  /** Select everything between the anchor and here. */
  extend?: boolean
  /** Take this row in or out and leave the others. */
  toggle?: boolean
}

/** Rows in an order that the cursor can go along. */
export interface Ordered {
  readonly rows: Uint32Array
  /** The row's place in `rows`, or -1. */
  position(row: number): number
}

export class Selection {
  /** The row under the cursor, -1 where there is none. */
  cursor = $state(-1)
  count = $state(0)

  /** What the cursor goes along: the view, unless something shorter is open. */
  path: () => Ordered = () => this.view

  #selected = new Uint8Array()
  #revision = $state(0)
  /** Where a range starts. */
  #anchor = -1
  /** The cursor's place when it was last seen, to stay near it when its row leaves. */
  #place = 0
  /** A range, or a selection that was just edited, goes when the cursor moves on; picks stay. */
  #fleeting = false

  constructor(
    private readonly book: BookStore,
    private readonly view: View,
  ) {
    view.onReload = (rowNow) => this.#reloaded(rowNow)
    view.onAnswer = () => this.#answered()
  }

  has(row: number): boolean {
    void this.#revision
    return this.#selected[row] === 1
  }

  /** What an edit acts on: the selected rows, else the cursor's; ascending. */
  targets(): Uint32Array {
    void this.#revision
    if (this.count === 0) return this.cursor < 0 ? new Uint32Array() : Uint32Array.of(this.cursor)
    const targets = new Uint32Array(this.count)
    let at = 0
    for (let row = 0; row < this.#selected.length; row++)
      if (this.#selected[row]) targets[at++] = row
    return targets
  }

  /** Move the cursor by `delta` places in the view, stopping at its ends. */
  move(delta: number, extend = false): void {
    const path = this.path()
    const { rows } = path
    if (rows.length === 0) return
    const at = this.cursor < 0 ? -1 : path.position(this.cursor)
    const from = at >= 0 ? at : Math.min(this.#place, rows.length - 1)
    const to = Math.min(Math.max(from + delta, 0), rows.length - 1)
    if (extend) this.#extend(rows[to])
    else {
      if (this.#fleeting) this.clear()
      this.#go(rows[to])
      this.#anchor = rows[to]
    }
  }

  /** Put the cursor on a row (a click). */
  moveTo(row: number, { extend = false, toggle = false }: MoveOptions = {}): void {
    if (extend) {
      this.#extend(row)
      return
    }
    if (toggle) this.toggle(row)
    else this.clear()
    this.#anchor = row
    this.#go(row)
  }

  /** Put the cursor on a place of the view, -1 being the last. */
  moveToPlace(place: number): void {
    const path = this.path()
    const { rows } = path
    if (rows.length > 0)
      this.move((place < 0 ? rows.length - 1 : place) - path.position(this.cursor))
  }

  /** Take a row (the cursor's by default) into the selection, or out of it. */
  toggle(row = this.cursor): void {
    if (row < 0) return
    this.#resize()
    this.#selected[row] ^= 1
    this.count += this.#selected[row] ? 1 : -1
    this.#fleeting = false
    this.#anchor = row
    this.#revision++
  }

  /** Select every row of the view. */
  all(): void {
    this.#resize()
    this.#selected.fill(0)
    for (const row of this.view.rows) this.#selected[row] = 1
    this.count = this.view.rows.length
    this.#fleeting = true
    this.#revision++
  }

  /** Select these rows, or with `add` these too (a brush). The cursor stays if it is among them. */
  choose(rows: Uint32Array, { add = false } = {}): void {
    this.#resize()
    if (!add) this.#selected.fill(0)
    let count = add ? this.count : 0
    for (const row of rows) {
      count += 1 - this.#selected[row]
      this.#selected[row] = 1
    }
    this.count = count
    this.#fleeting = false
    this.#revision++
    if (rows.length > 0 && this.#selected[this.cursor] !== 1) {
      this.#anchor = rows[0]
      this.#go(rows[0])
    }
  }

  clear(): void {
    this.#fleeting = false
    if (this.count === 0) return
    this.#selected.fill(0)
    this.count = 0
    this.#revision++
  }

  /** The selection was edited: it goes when the cursor moves on. */
  edited(): void {
    this.#fleeting = true
  }

  #extend(row: number): void {
    const path = this.path()
    const { rows } = path
    const anchor = path.position(this.#anchor >= 0 ? this.#anchor : this.cursor)
    const to = path.position(row)
    if (to < 0) return
    this.#resize()
    this.#selected.fill(0)
    const from = anchor < 0 ? to : anchor
    this.#anchor = rows[from]
    for (let at = Math.min(from, to); at <= Math.max(from, to); at++) this.#selected[rows[at]] = 1
    this.count = Math.abs(to - from) + 1
    this.#fleeting = true
    this.#revision++
    this.#go(row)
  }

  #go(row: number): void {
    if (row === this.cursor) return
    this.cursor = row
    this.view.cursor = row
    this.view.release()
    this.#place = Math.max(0, this.path().position(row))
  }

  /** After a new answer, deselect the rows that it does not show. */
  #answered(): void {
    const { rows } = this.view
    if (this.count > 0) {
      const still = new Uint8Array(this.#selected.length)
      let count = 0
      for (const row of rows) {
        if (this.#selected[row]) {
          still[row] = 1
          count++
        }
      }
      this.#selected = still
      this.count = count
      this.#revision++
    }
    if (this.cursor >= 0 && this.view.position(this.cursor) >= 0) return
    this.cursor = rows.length > 0 ? rows[0] : -1
    this.view.cursor = this.cursor
    this.#anchor = this.cursor
    this.#place = 0
  }

  #reloaded(rowNow: (row: number) => number): void {
    const selected = this.targets()
    const had = this.count
    this.#selected = new Uint8Array(this.book.columns.rows)
    let count = 0
    if (had > 0) {
      for (const row of selected) {
        const now = rowNow(row)
        if (now < 0) continue
        this.#selected[now] = 1
        count++
      }
    }
    this.count = count
    this.#anchor = this.#anchor < 0 ? -1 : rowNow(this.#anchor)
    this.cursor = this.cursor < 0 ? -1 : rowNow(this.cursor)
    this.view.cursor = this.cursor
    this.#revision++
  }

  #resize(): void {
    const { rows } = this.book.columns
    if (this.#selected.length !== rows) this.#selected = new Uint8Array(rows)
  }
}

/**
 * Selected samples, or those similar to another: a short list beside the map.
 *
 * The strip keeps its samples while single ones of them are picked and edited; the selection says
 * what an edit acts on. While it is open, the cursor moves along it.
 */

import type { BookStore } from '../book/book.svelte'
import type { Lens } from '../query/query.svelte'
import { inOrder, type TypicalityOrder } from './order'

/** What the strip shows. */
export type StripSource =
  | { kind: 'selection' }
  /** The samples nearest to `sample`, the nearest first. */
  | { kind: 'similar'; sample: number; lens: Lens }

export class Strip {
  /** Rows in the order shown. */
  rows = $state.raw<Uint32Array>(new Uint32Array())
  source = $state.raw<StripSource | null>(null)
  order = $state<TypicalityOrder>('outliers')

  #typicality: Float32Array | null = null
  /** Each row's place, or -1; made when first asked for. */
  #places: Int32Array | null = null
  readonly #stop: () => void

  constructor(private readonly book: BookStore) {
    this.#stop = book.onReload((rowNow) => {
      this.#typicality = null
      this.#show(Uint32Array.from([...this.rows].map(rowNow).filter((row) => row >= 0)))
    })
  }

  get open(): boolean {
    return this.source !== null
  }

  /** Show selected rows. typicality: one value per row of the book. */
  showSelected(rows: Uint32Array, typicality: Float32Array): void {
    this.#typicality = typicality
    this.source = { kind: 'selection' }
    this.#show(inOrder(rows, typicality, this.order))
  }

  /** Show the samples that are like another, the nearest first. */
  showSimilar(sample: number, lens: Lens, samples: readonly number[]): void {
    const rows = samples.map((id) => this.book.rowOf(id)).filter((row) => row >= 0)
    this.#typicality = null
    this.source = { kind: 'similar', sample, lens }
    this.#show(Uint32Array.from(rows))
  }

  /** The other end first. */
  turn(): void {
    this.order = this.order === 'typical' ? 'outliers' : 'typical'
    this.#show(this.rows.slice().reverse())
  }

  get turnable(): boolean {
    return this.#typicality !== null
  }

  close(): void {
    this.source = null
    this.#show(new Uint32Array())
  }

  /** The row's place in the strip; -1 where it is not in it. */
  position(row: number): number {
    if (row < 0 || this.rows.length === 0) return -1
    if (!this.#places) {
      this.#places = new Int32Array(this.book.untrackedColumns.rows).fill(-1)
      for (let at = 0; at < this.rows.length; at++) this.#places[this.rows[at]] = at
    }
    return this.#places[row]
  }

  stop(): void {
    this.#stop()
  }

  #show(rows: Uint32Array): void {
    this.#places = null
    this.rows = rows
  }
}

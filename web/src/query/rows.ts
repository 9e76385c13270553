/**
 * The rows that a query shows, in order, with the facets' counts; kept up to date row by row.
 *
 * `keys` are the sort keys by which `rows` is ordered. A held row keeps its key and its place
 * whatever becomes of its cells, until it is released; so `rows` is always sorted by `keys`.
 */

import { byPath, type Columns } from '../book/columns'
import { columnName, isColumnKey } from '../book/metadata'
import { FacetCounter } from './facets'
import { columnFails, failsOf, failsOfAll, testOf, type FacetCounts, type Fails } from './filtering'
import type { Filters } from './query.svelte'
import type { Sort } from './look'
import { orderOf, radixSort, type Order } from './sorting'

/** Up to so many rows are put in place one by one; more, by one pass over all. */
const FEW = 2_000

export class Rows {
  rows: Uint32Array = new Uint32Array()
  /** 1 for rows that stay where they are until release(). */
  readonly held: Uint8Array
  heldCount = 0

  private readonly columns: Columns
  private readonly paths: Uint32Array
  private readonly fails: Fails
  /** All 0 between calls. */
  private readonly marks: Uint8Array
  private keys: Uint32Array
  private order: Order
  private sort: Sort
  private filters: Filters
  private text: Uint8Array | null
  private facets: FacetCounter
  private names = ''

  /** text: what Names.search found, or null. */
  constructor(columns: Columns, filters: Filters, sort: Sort, text: Uint8Array | null) {
    this.columns = columns
    this.paths = byPath(columns)
    this.fails = new Uint32Array(columns.rows)
    this.held = new Uint8Array(columns.rows)
    this.marks = new Uint8Array(columns.rows)
    this.filters = filters
    this.text = text
    this.facets = this.filter()
    this.sort = sort
    this.order = orderOf(columns, sort)
    this.keys = columns.pathRank
    this.arrange()
  }

  /** Ask for other rows. Nothing is held any more. */
  ask(filters: Filters, sort: Sort, text: Uint8Array | null): void {
    this.filters = filters
    this.text = text
    this.facets = this.filter()
    this.resort(sort)
  }

  /** The same rows in another order. Nothing is held any more. */
  resort(sort: Sort): void {
    this.held.fill(0)
    this.heldCount = 0
    this.sort = sort
    this.arrange()
  }

  counts(): FacetCounts {
    return this.facets.counts()
  }

  /** Is the row shown now? */
  has(row: number): boolean {
    return this.position(row) >= 0
  }

  /** The row's place in `rows`; -1 where it is not shown. */
  position(row: number): number {
    if (row < 0 || row >= this.columns.rows) return -1
    const at = this.lowerBound(this.rows, row)
    return this.rows[at] === row ? at : -1
  }

  /**
   * Cells of `changed` moved. Those of them that are shown, now belong elsewhere, and for which
   * `holds` says so, are held at their place; the others go where they belong. Returns whether
   * `rows` is new.
   */
  update(changed: Uint32Array, holds: (row: number) => boolean): boolean {
    const test = testOf(this.columns, this.filters, this.text)
    const moving: number[] = []
    for (const row of this.unique(changed)) {
      const was = this.fails[row]
      const is = failsOf(this.columns, test, row)
      this.facets.move(row, was, is)
      this.fails[row] = is
      const stays = is === 0 && this.order.keyOf(row) === this.keys[row]
      if (this.held[row]) {
        if (stays) this.hold(row, 0)
      } else if ((was !== 0 && is !== 0) || (was === 0 && stays)) continue
      else if (holds(row) && this.has(row)) this.hold(row, 1)
      else moving.push(row)
    }
    return this.place(moving)
  }

  /** Put all held rows where they belong. Returns whether `rows` is new. */
  release(): boolean {
    if (this.heldCount === 0) return false
    const moving: number[] = []
    for (let row = 0; row < this.held.length; row++) if (this.held[row]) moving.push(row)
    this.held.fill(0)
    this.heldCount = 0
    return this.place(moving)
  }

  private hold(row: number, held: 0 | 1): void {
    this.held[row] = held
    this.heldCount += held ? 1 : -1
  }

  private filter(): FacetCounter {
    const { columns, fails } = this
    failsOfAll(columns, testOf(columns, this.filters, this.text), fails)
    return new FacetCounter(columns, fails, columnFails(columns, this.filters))
  }

  private arrange(): void {
    const { columns, sort } = this
    this.names = this.rankedNames()
    this.order = orderOf(columns, sort)
    const shown = this.inPathOrder(this.fails, 0)
    if (sort.column === 'path' && !sort.descending) {
      this.keys = columns.pathRank
      this.rows = shown
      return
    }
    const keys = new Uint32Array(columns.rows)
    const { keyOf } = this.order
    for (let row = 0; row < keys.length; row++) keys[row] = keyOf(row)
    this.keys = keys
    this.rows = radixSort(shown, keys)
  }

  private unique(rows: Uint32Array): Uint32Array {
    const { marks } = this
    const unique = new Uint32Array(rows.length)
    let count = 0
    for (const row of rows) {
      if (marks[row] === 1) continue
      marks[row] = 1
      unique[count++] = row
    }
    for (const row of rows) marks[row] = 0
    return unique.subarray(0, count)
  }

  /** In path order, the rows whose mark is `wanted`. */
  private inPathOrder(marks: Uint8Array | Fails, wanted: number): Uint32Array {
    const { paths } = this
    const found = new Uint32Array(paths.length)
    let count = 0
    for (let at = 0; at < paths.length; at++) {
      const row = paths[at]
      if (marks[row] === wanted) found[count++] = row
    }
    return found.subarray(0, count)
  }

  /** The names whose alphabetical rank the sort keys rest on. */
  private rankedNames(): string {
    if (this.sort.column === 'author') return this.columns.authors.join('\n')
    if (this.sort.column === 'tags') return [...this.columns.tagged.keys()].join('\n')
    const column = isColumnKey(this.sort.column)
      ? this.columns.metadata.get(columnName(this.sort.column))
      : undefined
    // A number that is new moves no other's key; a word that is new does.
    return column ? String(column.words.length) : ''
  }

  private place(moving: number[]): boolean {
    if (moving.length === 0) return false
    if (this.names !== this.rankedNames()) {
      // A new author or tag moves the ranks of the others: every key is another now.
      this.resort(this.sort)
      return true
    }
    const staying = moving.length <= FEW ? this.cutOut(moving) : this.sieveOut(moving)
    if (this.keys !== this.columns.pathRank) {
      for (const row of moving) this.keys[row] = this.order.keyOf(row)
    }
    const shown = moving.filter((row) => this.fails[row] === 0)
    this.rows = this.merge(staying, this.sorted(shown))
    return true
  }

  /** `rows` without a few of them; cheap where they are few. */
  private cutOut(few: number[]): Uint32Array {
    const places = few.map((row) => this.position(row)).filter((place) => place >= 0)
    places.sort((a, b) => a - b)
    const staying = new Uint32Array(this.rows.length - places.length)
    let from = 0
    places.forEach((place, count) => {
      staying.set(this.rows.subarray(from, place), from - count)
      from = place + 1
    })
    staying.set(this.rows.subarray(from), from - places.length)
    return staying
  }

  /** `rows` without many of them, in one pass. */
  private sieveOut(many: number[]): Uint32Array {
    const leaving = new Uint8Array(this.columns.rows)
    for (const row of many) leaving[row] = 1
    const staying = new Uint32Array(this.rows.length)
    let count = 0
    for (const row of this.rows) if (leaving[row] === 0) staying[count++] = row
    return staying.subarray(0, count)
  }

  /** These rows in the order of their keys. */
  private sorted(rows: number[]): Uint32Array {
    if (rows.length <= FEW) return Uint32Array.from(rows).sort(this.compare)
    const wanted = new Uint8Array(this.columns.rows)
    for (const row of rows) wanted[row] = 1
    return radixSort(this.inPathOrder(wanted, 1), this.keys)
  }

  private merge(staying: Uint32Array, entering: Uint32Array): Uint32Array {
    const merged = new Uint32Array(staying.length + entering.length)
    let from = 0
    entering.forEach((row, count) => {
      const to = this.lowerBound(staying, row, from)
      merged.set(staying.subarray(from, to), from + count)
      merged[to + count] = row
      from = to
    })
    merged.set(staying.subarray(from), from + entering.length)
    return merged
  }

  private readonly compare = (a: number, b: number): number =>
    this.keys[a] - this.keys[b] || this.columns.pathRank[a] - this.columns.pathRank[b]

  /** The first place in sorted `rows`, not before `from`, whose row does not come before `row`. */
  private lowerBound(rows: Uint32Array, row: number, from = 0): number {
    let low = from
    let high = rows.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.compare(rows[middle], row) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** The rows that people see: the query's answer, live, without rows jumping from under the hand. */

import { untrack } from 'svelte'
import type { BookStore } from '../book/book.svelte'
import type { Columns } from '../book/columns'
import type { FacetCounts } from './filtering'
import type { Names } from '../book/names'
import type { Query } from './query.svelte'
import { Rows } from './rows'

/** Changes by others are gathered for so many ms before the rows are put in order again. */
const GATHER = 30

const NO_COUNTS: FacetCounts = {
  label: new Map(),
  split: new Map(),
  tag: new Map(),
  excluded: new Map(),
  author: new Map(),
  fields: new Map(),
  metadata: new Map(),
}

export class View {
  /** Row indexes in the order shown. */
  rows = $state.raw<Uint32Array>(new Uint32Array())
  facets = $state.raw<FacetCounts>(NO_COUNTS)
  /** The row under the cursor; set by Selection. It stays where it is whoever changes it. */
  cursor = -1
  /** Told after a new query was answered, before anything is drawn. */
  onAnswer: () => void = () => undefined
  /** Called when the book's rows were renumbered, before the query runs again. */
  onReload: (rowNow: (row: number) => number) => void = () => undefined

  /** The samples with an open question; set by whoever knows them. */
  asked = $state.raw<ReadonlySet<number>>(new Set())

  #heldRevision = $state(0)
  #core: Rows | null = null
  #columns: Columns | null = null
  #late: Uint32Array[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  #question = { filters: '', sort: '' }
  #names: Names | null = null
  readonly #stop: () => void

  constructor(
    private readonly book: BookStore,
    private readonly query: Query,
  ) {
    const stopRows = book.onRows((rows, mine) => this.#changed(rows, mine))
    const stopReload = book.onReload((rowNow) => {
      this.onReload(rowNow)
      this.#names = query.text === '' ? null : book.names
      this.#ask()
    })
    const stopEffects = $effect.root(() => {
      $effect(() => {
        // Everything that the rows depend on but the cells, which update() follows.
        void [query.filterSearch(), query.sort, book.names]
        untrack(() => this.settle())
      })
    })
    this.#stop = () => {
      stopRows()
      stopReload()
      stopEffects()
      clearTimeout(this.#timer)
    }
  }

  /** The row's place in `rows`; -1 where it is not shown. */
  position(row: number): number {
    void this.rows
    return this.#core?.position(row) ?? -1
  }

  /** Does the row stay at its place though its new cells belong elsewhere? */
  isHeld(row: number): boolean {
    void this.#heldRevision
    return this.#core?.held[row] === 1
  }

  /** How many rows are held. */
  get held(): number {
    void this.#heldRevision
    return this.#core?.heldCount ?? 0
  }

  /** The cursor moves on: let held rows go where they belong. */
  release(): void {
    if (!this.#core || this.#core.heldCount === 0) return
    if (this.#core.release()) this.rows = this.#core.rows
    this.#heldRevision++
  }

  /** Take in now what others changed in the last moment. */
  flush(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const late = this.#late
    this.#late = []
    for (const rows of late) this.#update(rows, (row) => row === this.cursor)
  }

  /** Answer the query now, unless it is the one that was answered last. */
  settle(): void {
    const { query, book } = this
    const was = this.#question
    this.#question = { filters: query.filterSearch(), sort: JSON.stringify(query.sort) }
    // Paths matter only to a search in them.
    const names = query.text === '' ? null : book.names
    const filtered = was.filters !== this.#question.filters || names !== this.#names
    this.#names = names
    if (filtered || !this.#core) this.#ask()
    else if (was.sort !== this.#question.sort) {
      this.#core.resort(query.sort)
      this.#answer(this.#core)
    }
  }

  /** Say which samples have an open question now. */
  setAsked(samples: ReadonlySet<number>): void {
    this.asked = samples
    if (this.query.asked && this.#core) this.#ask()
  }

  stop(): void {
    this.#stop()
  }

  #ask(): void {
    const { book, query } = this
    const columns = book.untrackedColumns
    const found = both(
      this.#names?.search(query.text) ?? null,
      query.asked ? this.#askedMask() : null,
    )
    if (this.#columns === columns && this.#core) this.#core.ask(query, query.sort, found)
    else this.#core = new Rows(columns, query, query.sort, found)
    this.#columns = columns
    this.#late = []
    this.facets = this.#core.counts()
    this.#answer(this.#core)
  }

  /** 0 or 1 per row: has it an open question? */
  #askedMask(): Uint8Array {
    const found = new Uint8Array(this.book.untrackedColumns.rows)
    for (const id of this.asked) {
      const row = this.book.rowOf(id)
      if (row >= 0) found[row] = 1
    }
    return found
  }

  #answer(core: Rows): void {
    this.rows = core.rows
    this.#heldRevision++
    this.onAnswer()
  }

  #changed(rows: Uint32Array, mine: boolean): void {
    if (mine) {
      this.flush()
      this.#update(rows, () => true)
      return
    }
    this.#late.push(rows)
    this.#timer ??= setTimeout(() => this.flush(), GATHER)
  }

  #update(rows: Uint32Array, holds: (row: number) => boolean): void {
    if (!this.#core) return
    if (this.#core.update(rows, holds)) this.rows = this.#core.rows
    this.facets = this.#core.counts()
    this.#heldRevision++
  }
}

/** The rows that are in both; null: no restriction. */
function both(one: Uint8Array | null, other: Uint8Array | null): Uint8Array | null {
  return one && other ? one.map((passes, row) => passes & other[row]) : (one ?? other)
}

/** The place of each sample on the map, by lens; fetched when a lens is first opened. */

import { SvelteMap } from 'svelte/reactivity'
import type { BookStore } from '../book/book.svelte'
import { openColumns } from '../book/columns'
import { asProblem, type Problem } from '../api/problem'
import type { Jobs } from '../live/jobs.svelte'
import type { JobKind } from '../api/model'
import type { Lens } from '../query/query.svelte'

/** One value per row of the book; x is NaN where the sample has no place yet. */
export interface Projection {
  x: Float32Array
  y: Float32Array
  /** 0 to 1 within the class. */
  typicality: Float32Array
  /** How many rows have a place. */
  placed: number
  /** How far the places reach from the middle. */
  reach: { x: number; y: number }
}

export type LensState =
  | { phase: 'loading'; projection: null; problem: null }
  | { phase: 'ready'; projection: Projection; problem: null }
  /** The server has not computed it, or could not be asked. */
  | { phase: 'not-ready' | 'failed'; projection: null; problem: Problem }

/** The job that makes the map of a lens. */
export function lensJob(lens: Lens): JobKind {
  if (lens === 'own-model') return lens
  return lens.startsWith('added') ? 'map' : 'embed'
}

const LOADING: LensState = { phase: 'loading', projection: null, problem: null }

interface Fetched {
  id: Uint32Array
  x: Float32Array
  y: Float32Array
  typicality: Float32Array
}

export class Projections {
  readonly #states = new SvelteMap<Lens, LensState>()
  readonly #fetched = new Map<Lens, Fetched>()
  readonly #stops: (() => void)[]

  constructor(
    private readonly book: BookStore,
    jobs: Jobs,
  ) {
    this.#stops = [
      book.onReload((_, appended) => this.#rowsMoved(appended)),
      jobs.onDone((job) => {
        for (const lens of [...this.#states.keys()]) {
          if (lensJob(lens) === job.kind) void this.#fetch(lens)
        }
      }),
    ]
  }

  /** The state of a lens. */
  of(lens: Lens): LensState {
    return this.#states.get(lens) ?? LOADING
  }

  /** Fetch a lens unless it is there or on its way; one that failed is asked for again. */
  loadOnce(lens: Lens): void {
    const state = this.#states.get(lens)
    if (state && state.phase !== 'failed') return
    void this.#fetch(lens)
  }

  /** Samples have got a place: fetch again what is shown. */
  moved(): void {
    for (const [lens, state] of [...this.#states])
      if (state.phase === 'ready') void this.#fetch(lens)
  }

  stop(): void {
    for (const stop of this.#stops) stop()
  }

  async #fetch(lens: Lens): Promise<void> {
    // Keep showing the old map until the new one has loaded.
    if (this.#states.get(lens)?.phase !== 'ready') this.#states.set(lens, LOADING)
    try {
      const file = await this.book.http.bytes('/map', { params: { query: { lens } } })
      const { column } = openColumns(file)
      this.#fetched.set(lens, {
        id: column('id') as Uint32Array,
        x: column('x') as Float32Array,
        y: column('y') as Float32Array,
        typicality: column('typicality') as Float32Array,
      })
      this.#align(lens)
    } catch (error) {
      const problem = asProblem(error)
      const phase = problem.type === 'not-ready' ? 'not-ready' : 'failed'
      this.#states.set(lens, { phase, projection: null, problem })
    }
  }

  /** Rows were renumbered. New samples get a place later; others may have one already. */
  #rowsMoved(appended: boolean): void {
    for (const [lens, state] of [...this.#states]) {
      if (state.phase !== 'ready') continue
      this.#align(lens)
      if (!appended) void this.#fetch(lens)
    }
  }

  #align(lens: Lens): void {
    const fetched = this.#fetched.get(lens)
    if (!fetched) return
    const projection = alignedTo(this.book.untrackedColumns.id, fetched)
    this.#states.set(lens, { phase: 'ready', projection, problem: null })
  }
}

/** Put each sample's place at its row; both lists of ids ascend. */
function alignedTo(ids: Uint32Array, fetched: Fetched): Projection {
  const rows = ids.length
  const x = new Float32Array(rows).fill(NaN)
  const y = new Float32Array(rows).fill(NaN)
  const typicality = new Float32Array(rows)
  const reach = { x: 0, y: 0 }
  let placed = 0
  let row = 0
  for (let at = 0; at < fetched.id.length; at++) {
    while (row < rows && ids[row] < fetched.id[at]) row++
    if (row === rows || ids[row] !== fetched.id[at]) continue
    x[row] = fetched.x[at]
    y[row] = fetched.y[at]
    typicality[row] = fetched.typicality[at]
    reach.x = Math.max(reach.x, Math.abs(x[row]))
    reach.y = Math.max(reach.y, Math.abs(y[row]))
    placed++
  }
  return { x, y, typicality, placed, reach }
}

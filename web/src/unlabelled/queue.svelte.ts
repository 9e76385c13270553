/** The images without a label, one at a time: where one is, and what each key does. */

import { untrack } from 'svelte'
import { asProblem, type Problem } from '../api/problem'
import type { UnlabelledAnswer, UnlabelledImage } from '../api/model'
import type { Part } from '../app/rooms'
import type { BookStore } from '../book/book.svelte'
import type { Edits } from '../edit/edits.svelte'
import type { Jobs } from '../live/jobs.svelte'
import { Batch } from './batch.svelte'
import { Pace } from './pace.svelte'

/** So many images are asked for at a time. */
const ASKED = 60
/** After so many labels the rest is asked for again: the suggestions have learned. */
const STALE = 4
/** What was gone past is kept that far back. */
const KEPT = 500

export class UnlabelledQueue implements Part {
  phase = $state<'idle' | 'loading' | 'ready' | 'failed'>('idle')
  problem = $state.raw<Problem | null>(null)
  /** What the server said last. */
  about = $state.raw<UnlabelledAnswer | null>(null)
  mode = $state<'one' | 'many'>('one')
  /** Bumps when the field for the name of a class is to take the focus. */
  naming = $state(0)
  readonly batch: Batch
  readonly pace = new Pace()

  /** In the order in which they are shown; what got its label stays in its place. */
  #list = $state.raw<readonly UnlabelledImage[]>([])
  /** What stands before this place was labelled or skipped. */
  #at = $state(0)
  #fetching = false
  #labelled = $state(0)
  /** How many were left when somebody last looked, and when the room was opened. */
  #before = 0
  #first = $state(0)
  readonly #current = $derived.by(() => this.#next(this.#at))
  readonly #left = $derived.by(() => countOf(this.book.columns))
  readonly #stops: (() => void)[]

  constructor(
    private readonly book: BookStore,
    private readonly edits: Edits,
    jobs: Jobs,
  ) {
    this.batch = new Batch(book, edits)
    this.#stops = [
      book.onRows((rows, mine) => this.#rowsChanged(rows, mine)),
      jobs.onDone((job) => {
        if (job.kind === 'embed' && this.phase !== 'idle') void this.refresh()
      }),
    ]
  }

  /** How many images have no label; excluded ones do not count. */
  get left(): number {
    return this.#left
  }

  /** How many got one since the room was opened. */
  get done(): number {
    return Math.max(0, this.#first - this.left)
  }

  /** The image to label now; null where none is left ahead. */
  get current(): UnlabelledImage | null {
    return this.#current
  }

  /** How many were gone past without a label. */
  get skipped(): number {
    return this.#list.slice(0, this.#at).filter((image) => this.isOpen(image)).length
  }

  /** Have the suggestions something new to learn from, or is the list nearly at its end? */
  get isStale(): boolean {
    if (this.phase !== 'ready') return false
    const ahead = this.#list.slice(this.#at).filter((image) => this.isOpen(image)).length
    return this.#labelled >= STALE || (ahead < 8 && ahead + this.skipped < this.left)
  }

  isOpen({ sample }: UnlabelledImage): boolean {
    const row = this.book.rowOf(sample)
    return row >= 0 && this.book.label(row) === null && !this.book.excluded(row)
  }

  /** The room is opened. */
  begin(): void {
    this.pace.begin(Date.now())
    this.#before = this.#first = untrack(() => this.left)
    void this.refresh()
  }

  /** Ask again what comes next; what is on the screen stays there. */
  async refresh(): Promise<void> {
    if (this.#fetching) return
    this.#fetching = true
    this.#labelled = 0
    if (this.phase !== 'ready') this.phase = 'loading'
    try {
      const limit = Math.min(ASKED + this.skipped, 2000)
      const query = { order: 'useful' as const, limit }
      const answer = await this.book.http.get('/unlabelled', { params: { query } })
      this.about = answer
      this.#take(answer.images)
      this.problem = null
      this.phase = 'ready'
      if (this.mode === 'many') void this.batch.choose(answer.suggested)
    } catch (error) {
      this.problem = asProblem(error)
      if (this.phase !== 'ready') this.phase = 'failed'
    } finally {
      this.#fetching = false
    }
  }

  /** Give the image on the screen a class. */
  label(name: string): boolean {
    const { current } = this
    if (!current) return false
    return this.edits.relabel(Uint32Array.of(this.book.rowOf(current.sample)), name)
  }

  /** Take the class that is suggested. */
  accept(): boolean {
    const suggestion = this.current?.suggestion ?? null
    return suggestion !== null && this.label(suggestion)
  }

  exclude(): boolean {
    const { current } = this
    if (!current) return false
    return this.edits.exclude(Uint32Array.of(this.book.rowOf(current.sample)))
  }

  skip(): void {
    const { current } = this
    if (current) this.#at = this.#list.indexOf(current) + 1
  }

  /** Go back to the last one that still has no label. */
  back(): void {
    const before = this.#list.slice(0, this.#at)
    const open = before.findLastIndex((image) => this.isOpen(image))
    if (open >= 0) this.#at = open
  }

  /** Show again what was skipped. */
  restart(): void {
    this.#at = 0
  }

  show(mode: 'one' | 'many'): void {
    this.mode = mode
    if (mode === 'many' && this.about) void this.batch.choose(this.about.suggested)
  }

  stop(): void {
    for (const stop of this.#stops) stop()
  }

  #next(from: number): UnlabelledImage | null {
    const list = this.#list
    for (let at = from; at < list.length; at++) if (this.isOpen(list[at])) return list[at]
    return null
  }

  /** Put what the server gave behind what was shown. */
  #take(images: readonly UnlabelledImage[]): void {
    const shown = this.current
    const until = shown ? this.#list.indexOf(shown) : this.#list.length
    const past = this.#list.slice(Math.max(0, until - KEPT), until)
    const known = new Set([...past, ...(shown ? [shown] : [])].map(({ sample }) => sample))
    const fresh = images.filter((image) => !known.has(image.sample) && this.isOpen(image))
    // A suggestion that is on the screen does not change under the hand; one that was missing comes.
    const told = images.find(({ sample }) => sample === shown?.sample)
    const now = shown?.suggestion === null && told ? told : shown
    this.#list = [...past, ...(now ? [now] : []), ...fresh]
    this.#at = past.length
  }

  #rowsChanged(rows: Uint32Array, mine: boolean): void {
    const left = countOf(this.book.untrackedColumns)
    const fewer = this.#before - left
    this.#before = left
    if (this.phase === 'idle') return
    if (fewer > 0) this.#labelled += fewer
    if (!mine) return
    if (fewer > 0) this.pace.add(fewer, Date.now())
    else if (fewer < 0) this.#reopened(rows)
  }

  /** What I undo is shown again. */
  #reopened(rows: Uint32Array): void {
    const changed = new Set(rows)
    const at = this.#list.findIndex(
      (image) => changed.has(this.book.rowOf(image.sample)) && this.isOpen(image),
    )
    if (at >= 0 && at < this.#at) this.#at = at
  }
}

function countOf({ label, excluded }: BookStore['columns']): number {
  let count = 0
  for (let row = 0; row < label.length; row++) if (!label[row] && !excluded[row]) count++
  return count
}

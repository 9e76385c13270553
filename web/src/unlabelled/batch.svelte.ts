/** Many images of one suggested class at once: each is shown, and those that are wrong are left out. */

import { SvelteSet } from 'svelte/reactivity'
import { asProblem } from '../api/problem'
import type { SuggestedClass, UnlabelledImage } from '../api/model'
import type { BookStore } from '../book/book.svelte'
import type { Edits } from '../edit/edits.svelte'

/** The next ones are there when those on the screen are done. */
const AHEAD = 3

export class Batch {
  /** The suggested class that is shown. */
  name = $state<string | null>(null)
  /** How many images are shown at once: as many as fit. */
  size = $state(24)
  problem = $state('')
  busy = $state(false)
  /** Samples that are not of this class. */
  readonly left = new SvelteSet<number>()
  #images = $state.raw<readonly UnlabelledImage[]>([])
  /** Those that were left out while the others got the label: samples. */
  readonly #passed = new SvelteSet<number>()
  #asked = 0

  constructor(
    private readonly book: BookStore,
    private readonly edits: Edits,
  ) {}

  /** The images on the screen, the most certain first. */
  get shown(): UnlabelledImage[] {
    return this.#images.filter((image) => this.#isOpen(image)).slice(0, this.size)
  }

  get ticked(): UnlabelledImage[] {
    return this.shown.filter(({ sample }) => !this.left.has(sample))
  }

  get passed(): number {
    return this.#passed.size
  }

  /** Show the class that is shown, if it is still suggested, else the one of the most images. */
  choose(suggested: readonly SuggestedClass[]): Promise<void> {
    const still = suggested.some(({ name }) => name === this.name)
    const most = suggested.reduce<SuggestedClass | null>(
      (best, one) => (best === null || one.images > best.images ? one : best),
      null,
    )
    return this.load(still ? this.name : (most?.name ?? null))
  }

  /** Ask for the images of a suggested class; those on the screen stay where they are. */
  async load(name: string | null): Promise<void> {
    const same = name === this.name
    if (!same) this.#begin(name)
    if (name === null) return
    const asked = ++this.#asked
    this.busy = !same
    try {
      const limit = this.size * AHEAD + this.#passed.size
      const query = { order: 'certain' as const, suggestion: name, limit: Math.min(limit, 2000) }
      const { images } = await this.book.http.get('/unlabelled', { params: { query } })
      if (asked !== this.#asked) return
      const { shown } = this
      const there = new Set(shown.map(({ sample }) => sample))
      this.#images = [...shown, ...images.filter(({ sample }) => !there.has(sample))]
      this.problem = ''
    } catch (error) {
      if (asked === this.#asked) this.problem = asProblem(error).detail
    } finally {
      if (asked === this.#asked) this.busy = false
    }
  }

  toggle(sample: number): void {
    if (!this.left.delete(sample)) this.left.add(sample)
  }

  /** Give the ticked ones their class, as one changeset; the others wait for another day. */
  accept(): boolean {
    const { ticked, shown, name } = this
    if (name === null) return false
    const rows = Uint32Array.from(ticked, ({ sample }) => this.book.rowOf(sample))
    if (ticked.length > 0 && !this.edits.relabel(rows, name)) return false
    for (const { sample } of shown) if (this.left.has(sample)) this.#passed.add(sample)
    this.left.clear()
    return true
  }

  /** Show again what was left out. */
  again(): void {
    this.#passed.clear()
  }

  #begin(name: string | null): void {
    this.name = name
    this.#images = []
    this.left.clear()
    this.#passed.clear()
  }

  #isOpen({ sample }: UnlabelledImage): boolean {
    if (this.#passed.has(sample)) return false
    const row = this.book.rowOf(sample)
    return row >= 0 && this.book.label(row) === null && !this.book.excluded(row)
  }
}

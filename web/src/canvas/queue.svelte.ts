/** What to draw from next: misclassified samples, then hard ones, then what a style lacks. */

import type { BookStore } from '../book/book.svelte'
import { asProblem, type Problem } from '../api/problem'
import type { Wanted } from '../api/model'

export class Queue {
  list = $state.raw<Wanted[]>([])
  phase = $state<'idle' | 'loading' | 'ready' | 'failed'>('idle')
  problem = $state.raw<Problem | null>(null)

  constructor(private readonly book: BookStore) {}

  /** Fetch the queue, unless it is there. */
  loadOnce(): void {
    if (this.phase === 'idle' || this.phase === 'failed') void this.load()
  }

  async load(): Promise<void> {
    if (this.phase !== 'ready') this.phase = 'loading'
    try {
      const { wanted } = await this.book.http.get('/drawing-queue')
      this.list = wanted
      this.phase = 'ready'
    } catch (error) {
      this.problem = asProblem(error)
      this.phase = 'failed'
    }
  }

  /** Why a sample is in the queue; null where it is not. */
  of(sample: number | null): Wanted | null {
    return this.list.find((wanted) => wanted.sample === sample) ?? null
  }

  placeOf(sample: number | null): number {
    return this.list.findIndex((wanted) => wanted.sample === sample)
  }

  /** The one after (+1) or before (-1) a sample that is still in the book; null at the end. */
  beside(sample: number | null, step: 1 | -1): Wanted | null {
    const at = this.placeOf(sample)
    const from = at < 0 ? (step > 0 ? 0 : -1) : at + step
    for (let place = from; place >= 0 && place < this.list.length; place += step) {
      const row = this.book.rowOf(this.list[place].sample)
      if (row >= 0 && !this.book.excluded(row)) return this.list[place]
    }
    return null
  }
}

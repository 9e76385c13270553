/** What marks a row beside its cells: who looks at it, and that it changed just now. */

import { SvelteMap } from 'svelte/reactivity'
import type { Person } from '../api/model'
import type { Kit } from './context'

/** How long a change by somebody else shines, ms. */
const SHINE = 1_600
/** More rows than this are not worth a shine each. */
const MANY = 200

export class Marks {
  /** Rows that somebody else changed just now. */
  readonly fresh = new SvelteMap<number, number>()
  readonly #people: ReadonlyMap<number, Person[]>

  constructor({ book, live }: Pick<Kit, 'book' | 'live'>) {
    this.#people = $derived.by(() => {
      // eslint-disable-next-line svelte/prefer-svelte-reactivity -- made anew, never changed
      const found = new Map<number, Person[]>()
      for (const person of live.people) {
        if (person.sample === null || person.client === live.me.client) continue
        found.set(person.sample, [...(found.get(person.sample) ?? []), person])
      }
      return found
    })
    $effect(() =>
      book.onRows((rows, mine) => {
        if (!mine && rows.length <= MANY) for (const row of rows) this.#shine(row)
      }),
    )
  }

  /** Who has this sample under the cursor, besides me. */
  people(sample: number): Person[] {
    return this.#people.get(sample) ?? []
  }

  #shine(row: number): void {
    const times = (this.fresh.get(row) ?? 0) + 1
    this.fresh.set(row, times)
    setTimeout(() => {
      if (this.fresh.get(row) === times) this.fresh.delete(row)
    }, SHINE)
  }
}

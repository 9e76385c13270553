/** The last request of one kind: its answer, or the problem. */

import { asProblem, type Problem } from '../api/problem'

export class Answer<T> {
  value = $state.raw<T | null>(null)
  problem = $state.raw<Problem | null>(null)
  busy = $state(false)
  #key = ''
  #requests = 0

  /** Fetch, unless `key` is what was fetched last; with keepOld the old value stays meanwhile. */
  async load(key: string, fetch: () => Promise<T>, { keepOld = false } = {}): Promise<void> {
    if (key === this.#key) return
    this.#key = key
    const mine = ++this.#requests
    if (!keepOld) this.value = null
    this.problem = null
    this.busy = true
    try {
      const found = await fetch()
      if (mine === this.#requests) this.value = found
    } catch (error) {
      if (mine !== this.#requests) return
      this.value = null
      this.problem = asProblem(error)
    } finally {
      if (mine === this.#requests) this.busy = false
    }
  }

  /** Make the next load fetch, whatever its key. */
  forget(): void {
    this.#key = ''
  }
}

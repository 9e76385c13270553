/** What was asked of the server last: its answer, or why there is none. */

import { asProblem, type Problem } from '../api/http'

export class Answer<T> {
  value = $state.raw<T | null>(null)
  problem = $state.raw<Problem | null>(null)
  busy = $state(false)
  #key = ''
  #asked = 0

  /** Ask, unless the same was asked last; the old answer of the same thing stays meanwhile. */
  async ask(key: string, fetch: () => Promise<T>, { keep = false } = {}): Promise<void> {
    if (key === this.#key) return
    this.#key = key
    const mine = ++this.#asked
    if (!keep) this.value = null
    this.problem = null
    this.busy = true
    try {
      const found = await fetch()
      if (mine === this.#asked) this.value = found
    } catch (error) {
      if (mine !== this.#asked) return
      this.value = null
      this.problem = asProblem(error)
    } finally {
      if (mine === this.#asked) this.busy = false
    }
  }

  /** The next time, ask in any case. */
  forget(): void {
    this.#key = ''
  }
}

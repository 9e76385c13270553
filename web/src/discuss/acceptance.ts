/** Which cells of a proposal a reviewer takes: all of them, until some are refused. */

import { SvelteMap } from 'svelte/reactivity'

export class Acceptance {
  /** By proposal, the samples that are left as they are. */
  readonly #refused = new SvelteMap<number, ReadonlySet<number>>()

  /** The samples of a proposal that are accepted; null: all of them. */
  of(proposal: number, cells: readonly { sample: number }[]): number[] | null {
    const refused = this.#refused.get(proposal)
    if (!refused || refused.size === 0) return null
    return [...new Set(cells.map(({ sample }) => sample))].filter((id) => !refused.has(id))
  }

  /** Take a sample of a proposal, or leave it as it is. */
  accept(proposal: number, sample: number, isAccepted: boolean): void {
    const refused = new Set(this.#refused.get(proposal))
    if (isAccepted) refused.delete(sample)
    else refused.add(sample)
    this.#refused.set(proposal, refused)
  }

  isRefused(proposal: number, sample: number): boolean {
    return this.#refused.get(proposal)?.has(sample) ?? false
  }
}

/** What a version is measured against: the one before it, or the book as it was imported. */

import type { Milestone } from './types'

export interface Before {
  name: string
  /** The models that have evaluated it. */
  models: string[]
  /** The changeset to name first; null where it is a version already. */
  at: number | null
}

/** The name of the first state where it has none. */
const IMPORTED = 'imported'

/** seq: of the book now. null where nothing lies before. */
export function beforeOf(
  milestones: readonly Milestone[],
  chosen: string,
  seq: number,
): Before | null {
  const place = milestones.findIndex(({ name }) => name === chosen)
  if (place < 0) return null
  const { data } = milestones[place]
  const earlier = milestones.slice(0, place).findLast((other) => other.data !== data)
  if (earlier) {
    return { name: earlier.name, models: earlier.scores.map(({ model }) => model), at: null }
  }
  const unnamed = milestones.every(({ name }) => name === 'now')
  return unnamed && seq > 1 ? { name: IMPORTED, models: [], at: 1 } : null
}

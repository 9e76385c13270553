/** The changesets that a page knows of, the newest first. */

import type { Changeset } from '../api/model'

/** Prepend a changeset, and mark those that it undoes or redoes. */
export function remembering(known: readonly Changeset[], changeset: Changeset): Changeset[] {
  const list = known.filter((other) => other.id !== changeset.id)
  const undone = list.find((other) => other.id === changeset.reverts)
  return [
    changeset,
    ...list.map((other) => {
      if (other === undone) return { ...other, reverted_by: changeset.id }
      // Undoing an undo restores what that undo had undone.
      if (undone?.reverts === other.id) return { ...other, reverted_by: null }
      return other
    }),
  ]
}

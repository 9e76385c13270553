/** An edit that came too late: somebody else changed the same cells. */

import type { BookStore } from '../book/book.svelte'
import type { Problem } from '../api/problem'
import type { Cell, CellConflict } from '../api/model'
import type { EditOperation, Operation } from './operations'

/** Nothing of the edit was stored; what is to become of it? */
export interface Conflict {
  operation: Operation
  /** Who changed what: all of them, or the first of very many. */
  conflicts: CellConflict[]
  /** How many cells in all. */
  total: number
  detail: string
}

/** The conflict in a refusal; null where the refusal has another reason. */
export function conflictOf(operation: Operation, problem: Problem): Conflict | null {
  const { status, conflicts = [], total = conflicts.length, detail } = problem
  return status === 409 && conflicts.length > 0 ? { operation, conflicts, total, detail } : null
}

/** The samples that are not as the edit saw them, and what they hold now. */
export function staleCells(
  book: BookStore,
  edit: EditOperation,
  conflict: Conflict,
): Map<number, Cell> {
  const stale = new Map<number, Cell>()
  edit.samples.forEach((sample, at) => {
    const now = book.overlay.confirmed(edit.field, book.rowOf(sample))
    if (now !== edit.before[at]) stale.set(sample, now)
  })
  for (const { sample, found } of conflict.conflicts) stale.set(sample, found)
  return stale
}

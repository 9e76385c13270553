/** Which changeset "undo" and "redo" mean for one person. */

import type { Client } from '../api/client'
import type { Changeset } from '../api/model'

const PAGE = 50

/** Imports are undone in the history, on purpose; what a person drew is an edit like any other. */
function isEdit({ added, tool }: Changeset): boolean {
  return added === 0 || tool === 'canvas'
}

/** The newest edit that is not undone now; null where `mine` (newest first) has none. */
function toUndo(mine: readonly Changeset[]): number | null {
  const newest = mine.find(
    (changeset) =>
      changeset.reverts === null && changeset.reverted_by === null && isEdit(changeset),
  )
  return newest?.id ?? null
}

/**
 * The changeset that my newest standing undo undid; null where there is none. A newer edit of
 * mine closes the way back, as in every editor.
 */
function toRedo(mine: readonly Changeset[]): number | null {
  const byId = new Map(mine.map((changeset) => [changeset.id, changeset]))
  for (const changeset of mine) {
    if (changeset.reverts === null) return null
    const isRedo = changeset.tool === 'redo' || byId.get(changeset.reverts)?.reverts != null
    if (!isRedo && changeset.reverted_by === null) return changeset.reverts
  }
  return null
}

/** Read an author's changesets, newest first, until it is clear what undo or redo means. */
export async function targetOf(
  http: Client,
  kind: 'undo' | 'redo',
  author: string,
): Promise<number | null> {
  const mine: Changeset[] = []
  for (;;) {
    const query = { author, limit: PAGE, before: mine.at(-1)?.id ?? null }
    const { changesets } = await http.get('/changesets', { params: { query } })
    mine.push(...changesets)
    const target = kind === 'undo' ? toUndo(mine) : toRedo(mine)
    if (target !== null || changesets.length < PAGE) return target
  }
}

/** What a changeset moved, as the book applies it. */
export async function movedBy(http: Client, changeset: number) {
  const found = await http.get('/changesets/{changeset}', { params: { path: { changeset } } })
  const { groups, arrivals, classes, columns, classes_moved: classesMoved } = found
  return [groups, arrivals, classes, columns, classesMoved] as const
}

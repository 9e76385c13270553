/** Several edits as one changeset. */

import type { BookStore } from '../book/book.svelte'
import { cellColumn } from '../book/cells'
import type { Cell, ChangeGroup, Changeset, Field } from '../api/model'
import { newKey } from '../api/keys'
import { groupsOf } from './operations'

/** Set a field of some rows. */
export interface Part {
  field: Field
  rows: Uint32Array
  after: Cell
}

/** Send the parts, each with the values that this page shows; throws a ProblemError. */
export async function sendTogether(
  book: BookStore,
  author: string,
  parts: readonly Part[],
  message: string,
): Promise<{ changeset: Changeset | null; groups: ChangeGroup[] }> {
  const columns = book.untrackedColumns
  const edits = parts.flatMap(({ field, rows, after }) => {
    const column = cellColumn(columns, field)
    if (!column) return []
    const samples = rows.map((row) => columns.id[row])
    return [
      {
        field,
        samples,
        after,
        before: Array.from(rows, (row) => column.decode(column.array[row])),
      },
    ]
  })
  const key = newKey()
  const { changeset } = await book.http.post(
    '/changesets',
    {
      body: {
        author,
        message,
        tool: 'issues',
        key,
        edits: edits.map((edit) => ({ ...edit, samples: [...edit.samples] })),
      },
    },
    60_000,
  )
  const rest = { kind: 'edit', key, author, message, text: '', sent: true } as const
  return { changeset, groups: edits.flatMap((edit) => groupsOf({ ...rest, ...edit })) }
}

/** What happened, in words. */

import { columnName, isColumnKey } from '../book/metadata'
import type { Problem } from '../api/problem'
import { TAG_PREFIX, type Cell, type Changeset, type Field } from '../api/model'

export function samples(count: number): string {
  return count === 1 ? '1 sample' : `${count.toLocaleString('en')} samples`
}

/** "Relabelled 3 samples to iv", "Excluded 1 sample". */
export function editText(field: Field, after: Cell, count: number): string {
  const some = samples(count)
  if (field === 'label') {
    return after === null ? `Removed the label of ${some}` : `Relabelled ${some} to ${after}`
  }
  if (field === 'split') return `Moved ${some} to ${after}`
  if (field === 'excluded') return after === null ? `Restored ${some}` : `Excluded ${some}`
  if (isColumnKey(field)) {
    const name = columnName(field)
    return after === null ? `Cleared ${name} of ${some}` : `Set ${name} of ${some}`
  }
  const tag = field.slice(TAG_PREFIX.length)
  return after === null ? `Removed the tag ${tag} from ${some}` : `Added the tag ${tag} to ${some}`
}

export function revertText(kind: 'undo' | 'redo', changeset: Changeset | null): string {
  const size = changeset ? ` of ${samples(changeset.size)}` : ''
  return kind === 'undo' ? `Undid a change${size}` : `Redid a change${size}`
}

/** Why the page itself does not let an edit go. */
export function refusal(type: string, detail: string): Problem {
  return { type, title: 'Not changed', status: 403, detail }
}

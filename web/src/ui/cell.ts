/** Fields and values in words. */

import { TAG_PREFIX, type Cell, type Field } from '../api/model'

export function fieldName(field: Field): string {
  return field.startsWith(TAG_PREFIX) ? `tag ${field.slice(TAG_PREFIX.length)}` : field
}

export function cellText(field: Field, value: Cell): string {
  if (field === 'label') return value ?? 'no label'
  if (field === 'split') return value ?? '–'
  return value === null ? 'no' : 'yes'
}

/** Which rows have a value of a facet. */

import { cellColumn } from '../book/cells'
import type { Columns } from '../book/columns'
import { codeNames, fieldName } from '../book/fields'
import { columnName, isColumnKey } from '../book/metadata'
import { EMPTY_TERM, meets } from '../query/terms'
import { SPLITS, TAG_PREFIX, type Split } from '../api/model'
import type { Facet } from '../query/query.svelte'

export function pointedAt(
  columns: Columns,
  facet: Facet,
  value: string | null,
): (row: number) => boolean {
  const { label, split, author, excluded, classes, authors, tagged } = columns
  const code = (names: readonly string[]): number => (value === null ? 0 : names.indexOf(value) + 1)
  switch (facet) {
    case 'label': {
      const wanted = code(classes)
      return (row) => label[row] === wanted
    }
    case 'author': {
      const wanted = code(authors)
      return (row) => author[row] === wanted
    }
    case 'split': {
      const wanted = SPLITS.indexOf(value as Split)
      return (row) => split[row] === wanted
    }
    case 'excluded':
      return (row) => (excluded[row] === 1) === (value !== null)
    case 'tag': {
      const array = value === null ? null : cellColumn(columns, TAG_PREFIX + value)?.array
      const masks = [...tagged.values()]
      return array ? (row) => array[row] === 1 : (row) => masks.every((mask) => mask[row] === 0)
    }
    default: {
      if (isColumnKey(facet)) {
        const column = columns.metadata.get(columnName(facet))
        if (!column) return () => false
        const passes = meets(column, new Set([value ?? EMPTY_TERM]))
        return (row) => passes(column.array[row])
      }
      const field = columns.fields.get(fieldName(facet))
      if (!field) return () => false
      const names = codeNames(field)
      return (row) => names.get(field.array[row]) === value
    }
  }
}

/** The columns of the sheet: those that every book has, and the sample fields that are shown. */

import { fieldKey, shownFields, type Fields } from '../../book/fields'
import { columnKey, type Metadata, type MetadataColumn } from '../../book/metadata'
import type { SortColumn } from '../../query/look'

interface SheetColumn {
  /** What a click on the title sorts by; null: nothing. */
  column: SortColumn | null
  name: string
  title: string
}

const OWN: SheetColumn[] = [
  { column: 'id', name: '', title: 'order of arrival' },
  { column: 'path', name: 'Path', title: 'path' },
  { column: 'label', name: 'Label', title: 'label' },
  { column: 'split', name: 'Split', title: 'split' },
  { column: 'tags', name: 'Tags', title: 'tags' },
  { column: 'author', name: 'By', title: 'author of the last change' },
  { column: 'last_change', name: 'When', title: 'time of the last change' },
  { column: 'width', name: 'Size', title: 'width and height in pixels' },
]

/** More metadata columns than these leave no room for the others. */
const MOST = 8

export function shownMetadata(metadata: Metadata): MetadataColumn[] {
  return [...metadata.values()].slice(0, MOST)
}

export function sheetColumns(fields: Fields, metadata: Metadata): SheetColumn[] {
  const more = shownFields(fields).map(({ name, says, sortable }) => ({
    column: sortable ? fieldKey(name) : null,
    name: says,
    title: says.toLowerCase(),
  }))
  const added = shownMetadata(metadata).map(({ name, description }) => ({
    column: columnKey(name),
    name,
    title: description || name,
  }))
  return [...OWN, ...more, ...added]
}

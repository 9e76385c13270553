/** How a cell's value is coded in its column. */

import type { Columns } from './columns'
import { columnName, decodeCell, encodeCell, isColumnKey, type MetadataArray } from './metadata'
import { SPLITS, TAG_PREFIX, type Cell, type Field, type Split } from '../api/model'

export type CellArray = Uint8Array | Uint16Array | MetadataArray

/** One editable column: codes in `array`, and their meaning. */
export interface CellColumn {
  array: CellArray
  /** The code of a value; a class or tag that is new to the page is added. */
  encode(value: Cell): number
  decode(code: number): Cell
}

const flag = {
  encode: (value: Cell) => (value === null ? 0 : 1),
  decode: (code: number) => (code ? '1' : null),
}

/** The 1-based place of `name` in `list`, to which it is added when missing; 0 for null. */
export function intern(list: string[], name: string | null): number {
  if (name === null) return 0
  const at = list.indexOf(name)
  return at >= 0 ? at + 1 : list.push(name)
}

/** The column of a field; null for `present` and fields that this page does not know. */
export function cellColumn(columns: Columns, field: Field): CellColumn | null {
  if (field === 'label') {
    return {
      array: columns.label,
      encode: (value) => intern(columns.classes, value),
      decode: (code) => (code ? columns.classes[code - 1] : null),
    }
  }
  if (field === 'split') {
    return {
      array: columns.split,
      encode: (value) => Math.max(0, SPLITS.indexOf(value as Split)),
      decode: (code) => SPLITS[code],
    }
  }
  if (field === 'excluded') return { array: columns.excluded, ...flag }
  if (field.startsWith(TAG_PREFIX)) {
    return { array: tagColumn(columns, field.slice(TAG_PREFIX.length)), ...flag }
  }
  if (isColumnKey(field)) {
    const column = columns.metadata.get(columnName(field))
    if (!column) return null
    return {
      array: column.array,
      encode: (value) => encodeCell(column, value),
      decode: (code) => decodeCell(column, code),
    }
  }
  return null
}

function tagColumn(columns: Columns, tag: string): Uint8Array {
  let array = columns.tagged.get(tag)
  if (!array) {
    array = new Uint8Array(columns.rows)
    columns.tagged.set(tag, array)
    columns.tags.push(tag)
  }
  return array
}

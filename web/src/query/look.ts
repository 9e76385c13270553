/** How the samples are shown: their order, size, colours and place; and each as a word of the address. */

import { isFieldKey, type FieldKey } from '../book/fields'
import { isColumnKey, type ColumnKey } from '../book/metadata'

export const SORT_COLUMNS = [
  'path',
  'label',
  'split',
  'tags',
  'author',
  'last_change',
  'width',
  'height',
  'id',
] as const
export type SortColumn = (typeof SORT_COLUMNS)[number] | FieldKey | ColumnKey

export interface Sort {
  column: SortColumn
  descending: boolean
}

/** What the map's colours stand for. */
const COLOURINGS = [
  'label',
  'split',
  'suggestion',
  'score',
  'typicality',
  'author',
  'tag',
  'changed',
] as const
export type OwnColour = (typeof COLOURINGS)[number]
export type ColourBy = OwnColour | ColumnKey

export const THUMBNAILS: readonly number[] = [24, 32, 48, 64, 96, 128, 192, 256]
export const DEFAULT_THUMBNAIL = 48
export const DEFAULT_SORT: Sort = { column: 'path', descending: false }

/** The value that `text` names; the first where it names none. */
export function oneOf<T extends string>(values: readonly T[], text: string | null): T {
  return values.find((value) => value === text) ?? values[0]
}

export function readSort(text: string | null): Sort {
  const name = text?.replace(/^-/, '') ?? ''
  const column =
    isFieldKey(name) || isColumnKey(name) ? name : SORT_COLUMNS.find((column) => column === name)
  return column ? { column, descending: text?.startsWith('-') ?? false } : DEFAULT_SORT
}

export function readThumbnail(text: string | null): number {
  const size = Number(text)
  return THUMBNAILS.includes(size) ? size : DEFAULT_THUMBNAIL
}

export function readColour(text: string | null): ColourBy {
  return text !== null && isColumnKey(text) ? text : oneOf(COLOURINGS, text)
}

/** A row's cells in words. */

import type { Columns } from './columns'
import { fieldText } from './fields'
import { SPLITS, type Split } from '../api/model'
import { imageUrl, THUMBNAIL_SIZES, thumbnailUrl } from '../api/urls'

/** The keys of the first ten classes, where nobody chose others. */
const DIGITS = '1234567890'

export abstract class RowReader {
  abstract get columns(): Columns

  label(row: number): string | null {
    const { label, classes } = this.columns
    return label[row] ? classes[label[row] - 1] : null
  }

  /** The digit that labels class `index` (0 the first); null where it has none. */
  classKey(index: number): string | null {
    const { about } = this.columns
    const own = about[index]?.key
    if (own) return own
    const place = index < 10 ? DIGITS[index] : null
    return place !== null && about.some(({ key }) => key === place) ? null : place
  }

  /** The class of a digit's key. */
  classOf(stroke: string): string | undefined {
    const digit = stroke.at(-1)
    return this.columns.classes.find((_, index) => this.classKey(index) === digit)
  }

  split(row: number): Split {
    return SPLITS[this.columns.split[row]]
  }

  excluded(row: number): boolean {
    return this.columns.excluded[row] === 1
  }

  tags(row: number): string[] {
    const found: string[] = []
    for (const [tag, mask] of this.columns.tagged) if (mask[row]) found.push(tag)
    return found.sort()
  }

  /** Who changed the row last; null where it is as imported. */
  author(row: number): string | null {
    const { author, authors } = this.columns
    return author[row] ? authors[author[row] - 1] : null
  }

  /** A sample field's value; '' where the server declares no such field. */
  field(row: number, name: string): string {
    const field = this.columns.fields.get(name)
    return field ? fieldText(field, row) : ''
  }

  /** pixels: the side that is shown, in CSS px. */
  thumbnailUrl(row: number, pixels: number): string {
    const wanted = pixels * (globalThis.devicePixelRatio || 1)
    const size = THUMBNAIL_SIZES.find((size) => Number(size) >= wanted) ?? '512'
    return thumbnailUrl(this.columns.id[row], this.hash(row), size)
  }

  imageUrl(row: number): string {
    return imageUrl(this.columns.id[row], this.hash(row))
  }

  /** The first 8 hex digits of the content's hash. */
  hash(row: number): string {
    return this.columns.hash[row].toString(16).padStart(8, '0')
  }
}

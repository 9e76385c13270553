/** What a book says of a row, in words. */

import type { Columns } from './columns'
import { fieldText } from './fields'
import { SPLITS, type Split } from '../api/model'

const THUMBNAIL_SIZES = [64, 128, 256, 512]

export abstract class RowReader {
  abstract get columns(): Columns

  label(row: number): string | null {
    const { label, classes } = this.columns
    return label[row] ? classes[label[row] - 1] : null
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

  /** Who changed the row last; null where nobody has since the import. */
  author(row: number): string | null {
    const { author, authors } = this.columns
    return author[row] ? authors[author[row] - 1] : null
  }

  /** What a sample field says; '' where the server declares none of this name. */
  field(row: number, name: string): string {
    const field = this.columns.fields.get(name)
    return field ? fieldText(field, row) : ''
  }

  /** pixels: the side that is shown, in CSS px. */
  thumbnailUrl(row: number, pixels: number): string {
    const wanted = pixels * (globalThis.devicePixelRatio || 1)
    const size = THUMBNAIL_SIZES.find((size) => size >= wanted) ?? THUMBNAIL_SIZES.at(-1)
    return `/api/thumbnails/${this.columns.id[row]}/${this.#hash(row)}?size=${size}`
  }

  imageUrl(row: number): string {
    return `/api/samples/${this.columns.id[row]}/image?v=${this.#hash(row)}`
  }

  #hash(row: number): string {
    return this.columns.hash[row].toString(16).padStart(8, '0')
  }
}

/** Counting the values of each facet, for all rows at once or for one row that changed. */

import type { Columns } from '../book/columns'
import { codeNames, filterFields, type FieldColumn } from '../book/fields'
import type { MetadataColumn } from '../book/metadata'
import { itemsOf } from '../book/metadata'
import { EMPTY_TERM, isListed, valueTerm } from './terms'
import { FAILS, failOfField, type FacetCounts, type Fails } from './filtering'
import { SPLITS } from '../api/model'

/** The codes that have been counted, so that a changed row can be taken out again. */
type Seen = Pick<Columns, 'label' | 'split' | 'excluded' | 'author' | 'tagged'>

export class FacetCounter {
  private readonly label = new Counts()
  private readonly split = new Counts()
  private readonly excluded = new Counts()
  private readonly author = new Counts()
  private readonly tags = new Map<string, number>()
  private untagged = 0
  private seen: Seen
  /** A sample's fields never change, so their codes need not be remembered. */
  private readonly fields: {
    field: FieldColumn
    names: Map<number, string>
    counts: Counts
    others: number
  }[]
  private readonly metadata: {
    column: MetadataColumn
    codes: Uint32Array
    counts: Counts
    others: number
  }[]

  /**
   * Count all rows. fails: the filters that each row fails (see FAILS); columnFails: the bit of
   * each metadata column that filters.
   */
  constructor(
    private readonly columns: Columns,
    fails: Fails,
    columnFails: ReadonlyMap<string, number>,
  ) {
    this.seen = {
      label: columns.label.slice(),
      split: columns.split.slice(),
      excluded: columns.excluded.slice(),
      author: columns.author.slice(),
      tagged: new Map([...columns.tagged].map(([tag, mask]) => [tag, mask.slice()])),
    }
    this.label.all(columns.label, fails, ~FAILS.label, columns.classes.length)
    this.split.all(columns.split, fails, ~FAILS.split, SPLITS.length)
    this.excluded.all(columns.excluded, fails, ~FAILS.excluded, 1)
    this.author.all(columns.author, fails, ~FAILS.author, columns.authors.length)
    this.allTags(fails)
    this.fields = filterFields(columns.fields).map((field, place) => {
      const names = codeNames(field)
      const counts = new Counts()
      const last = Math.max(0, ...names.keys())
      counts.all(field.array as Uint8Array, fails, ~failOfField(place), last)
      return { field, names, counts, others: ~failOfField(place) }
    })
    this.metadata = [...columns.metadata.values()].filter(isListed).map((column) => {
      const counts = new Counts()
      const others = ~(columnFails.get(column.name) ?? 0)
      const codes = (column.array as Uint32Array).slice()
      counts.all(codes, fails, others, column.words.length)
      return { column, codes, counts, others }
    })
  }

  /** A row's cells or failures changed: was and is are its old and new failures. */
  move(row: number, was: number, is: number): void {
    this.add(row, was, -1)
    this.see(row)
    this.add(row, is, 1)
  }

  counts(): FacetCounts {
    const { classes, authors, tagged } = this.columns
    return {
      label: named(this.label, classes),
      split: new Map(SPLITS.map((split, code) => [split, this.split.of(code)])),
      excluded: new Map([
        [null, this.excluded.of(0)],
        ['1', this.excluded.of(1)],
      ]),
      author: named(this.author, authors),
      tag: new Map<string | null, number>([
        ...[...tagged.keys()].sort().map((tag) => [tag, this.tags.get(tag) ?? 0] as const),
        [null, this.untagged],
      ]),
      fields: new Map(
        this.fields.map(({ field, names, counts }) => [
          field.name,
          new Map([...names].map(([code, name]) => [name, counts.of(code)])),
        ]),
      ),
      metadata: new Map(
        this.metadata.map(({ column, counts }) => [column.name, termCounts(column, counts)]),
      ),
    }
  }

  private allTags(fails: Fails): void {
    const others = ~FAILS.tag
    const any = new Uint8Array(fails.length)
    for (const [tag, mask] of this.seen.tagged) {
      let count = 0
      for (let row = 0; row < mask.length; row++) {
        if (mask[row] === 0) continue
        any[row] = 1
        if ((fails[row] & others) === 0) count++
      }
      this.tags.set(tag, count)
    }
    let untagged = 0
    for (let row = 0; row < fails.length; row++) {
      if (any[row] === 0 && (fails[row] & others) === 0) untagged++
    }
    this.untagged = untagged
  }

  private add(row: number, fails: number, sign: number): void {
    const { seen } = this
    if ((fails & ~FAILS.label) === 0) this.label.add(seen.label[row], sign)
    if ((fails & ~FAILS.split) === 0) this.split.add(seen.split[row], sign)
    if ((fails & ~FAILS.excluded) === 0) this.excluded.add(seen.excluded[row], sign)
    if ((fails & ~FAILS.author) === 0) this.author.add(seen.author[row], sign)
    for (const { field, counts, others } of this.fields) {
      if ((fails & others) === 0) counts.add(field.array[row], sign)
    }
    for (const { codes, counts, others } of this.metadata) {
      if ((fails & others) === 0) counts.add(codes[row], sign)
    }
    if ((fails & ~FAILS.tag) !== 0) return
    let any = false
    for (const [tag, mask] of seen.tagged) {
      if (mask[row] === 0) continue
      any = true
      this.tags.set(tag, (this.tags.get(tag) ?? 0) + sign)
    }
    if (!any) this.untagged += sign
  }

  private see(row: number): void {
    const { columns, seen } = this
    seen.label[row] = columns.label[row]
    seen.split[row] = columns.split[row]
    seen.excluded[row] = columns.excluded[row]
    seen.author[row] = columns.author[row]
    for (const { column, codes } of this.metadata) codes[row] = column.array[row]
    for (const [tag, mask] of columns.tagged) {
      let copy = seen.tagged.get(tag)
      if (!copy) seen.tagged.set(tag, (copy = new Uint8Array(columns.rows)))
      copy[row] = mask[row]
    }
  }
}

class Counts {
  private counts = new Uint32Array()

  of(code: number): number {
    return this.counts[code] ?? 0
  }

  add(code: number, sign: number): void {
    if (code >= this.counts.length) {
      const grown = new Uint32Array(code + 8)
      grown.set(this.counts)
      this.counts = grown
    }
    this.counts[code] += sign
  }

  /** Count every row that fails none of `others`. */
  all(
    codes: Uint8Array | Uint16Array | Uint32Array,
    fails: Fails,
    others: number,
    last: number,
  ): void {
    const counts = new Uint32Array(last + 1)
    for (let row = 0; row < codes.length; row++)
      if ((fails[row] & others) === 0) counts[codes[row]]++
    this.counts = counts
  }
}

/** How many rows meet each term; a list counts for each of its items. */
function termCounts(column: MetadataColumn, counts: Counts): Map<string, number> {
  const found = new Map<string, number>()
  column.words.forEach((word, at) => {
    const count = counts.of(at + 1)
    for (const item of column.kind === 'list' ? new Set(itemsOf(word)) : [word]) {
      found.set(valueTerm(item), (found.get(valueTerm(item)) ?? 0) + count)
    }
  })
  return found.set(EMPTY_TERM, counts.of(0))
}

function named(counts: Counts, names: readonly string[]): Map<string | null, number> {
  return new Map<string | null, number>([
    ...names.map((name, at) => [name, counts.of(at + 1)] as const),
    [null, counts.of(0)],
  ])
}

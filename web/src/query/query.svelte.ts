/** What of the book is shown, and how; the same thing as the page's search string. */

import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import { fieldKey, fieldName, isFieldKey, type FieldKey } from '../book/fields'
import { SPLITS, type IssueKind, type Split } from '../api/model'
import { columnKey, columnName, isColumnKey, type ColumnKey } from '../book/metadata'
import { readCamera, writeCamera, type Camera } from './camera'
import { currentName, FIRST_KIND } from './former-names'
import {
  DEFAULT_SORT,
  DEFAULT_THUMBNAIL,
  oneOf,
  readColour,
  readSort,
  readThumbnail,
  THUMBNAILS,
  type ColourBy,
  type Sort,
  type SortColumn,
} from './look'
import { Only } from './only'

/** The ways to look at the samples, in the order in which `v` goes through them, and the rest. */
const LAYOUTS = [
  'sheet',
  'gallery',
  'map',
  'issues',
  'discuss',
  'evaluate',
  'grow',
  'canvas',
  'unlabelled',
] as const
export type Layout = (typeof LAYOUTS)[number]

/** What puts samples near each other on the map. */
export const LENSES = ['content', 'style', 'own-model', 'added'] as const
/** One of them, or by one set of the embeddings that were added. */
export type Lens = (typeof LENSES)[number] | `added:${string}`

function isOfSet(text: string): text is `added:${string}` {
  return text.startsWith('added:')
}

export type Excluded = 'any' | 'no' | 'yes'
type OwnFacet = 'label' | 'split' | 'tag' | 'excluded' | 'author'
/** The facets that every book has, and those by a sample field. */
export type Facet = OwnFacet | FieldKey | ColumnKey

/** The filters alone, as plain data. null: without label, tag, or author of a change. */
export interface Filters {
  text: string
  labels: ReadonlySet<string | null>
  splits: ReadonlySet<Split>
  tags: ReadonlySet<string | null>
  excluded: Excluded
  authors: ReadonlySet<string | null>
  /** Of sample fields: field -> the values that pass, as text. */
  fields: ReadonlyMap<string, ReadonlySet<string>>
  /** Of metadata columns: column -> terms, of which one is to be met. */
  metadata: ReadonlyMap<string, ReadonlySet<string>>
  /** Only these samples; null: all. */
  only: Only | null
}

/** What the room Evaluate shows: two versions, by which model, which part; '' for the newest. */
export interface EvaluationView {
  first: string
  second: string
  model: string
  part: string
}
const EVALUATION_VIEW: EvaluationView = { first: '', second: '', model: '', part: '' }
/** A set of samples that is longer than this, written out, is no part of the address. */
const LONGEST = 2_000

export class Query implements Filters {
  text = $state('')
  readonly labels = new SvelteSet<string | null>()
  readonly splits = new SvelteSet<Split>()
  readonly tags = new SvelteSet<string | null>()
  excluded = $state<Excluded>('any')
  readonly authors = new SvelteSet<string | null>()
  readonly fields = new SvelteMap<string, SvelteSet<string>>()
  readonly metadata = new SvelteMap<string, SvelteSet<string>>()
  only = $state.raw<Only | null>(null)
  sort = $state.raw<Sort>(DEFAULT_SORT)
  layout = $state<Layout>('sheet')
  lens = $state<Lens>('content')
  colour = $state<ColourBy>('label')
  /** The version after which a sample counts as changed; '' for the import. */
  since = $state('')
  /** null: the whole map. */
  camera = $state.raw<Camera | null>(null)
  /** The kind of issue that is shown. */
  kind = $state<IssueKind>(FIRST_KIND)
  /** Only samples with an open question. */
  asked = $state(false)
  /** The open thread. */
  thread = $state<number | null>(null)
  evaluation = $state.raw<EvaluationView>(EVALUATION_VIEW)
  /** Side of a thumbnail in CSS px. */
  thumbnail = $state(DEFAULT_THUMBNAIL)

  /** Does anything narrow the book down? */
  get isFiltered(): boolean {
    return this.only !== null || this.filterSearch() !== ''
  }

  /** Take a facet's value in or out. Of `excluded`, null is "not excluded" and '1' "excluded". */
  toggle(facet: Facet, value: string | null): void {
    if (facet === 'label') flip(this.labels, value)
    else if (facet === 'tag') flip(this.tags, value)
    else if (facet === 'author') flip(this.authors, value)
    else if (facet === 'split') flip(this.splits, value as Split)
    else if (isFieldKey(facet)) flipIn(this.fields, fieldName(facet), value ?? '')
    else if (isColumnKey(facet)) flipIn(this.metadata, columnName(facet), value ?? '')
    else {
      const wanted: Excluded = value === null ? 'no' : 'yes'
      this.excluded = this.excluded === wanted ? 'any' : wanted
    }
  }

  /** Is this value of the facet chosen? */
  has(facet: Facet, value: string | null): boolean {
    if (facet === 'label') return this.labels.has(value)
    if (facet === 'tag') return this.tags.has(value)
    if (facet === 'author') return this.authors.has(value)
    if (facet === 'split') return this.splits.has(value as Split)
    if (isFieldKey(facet)) return this.fields.get(fieldName(facet))?.has(value ?? '') ?? false
    if (isColumnKey(facet)) return this.metadata.get(columnName(facet))?.has(value ?? '') ?? false
    return this.excluded === (value === null ? 'no' : 'yes')
  }

  /** Take all filters of one facet away, or of all. */
  clear(facet?: Facet): void {
    if (!facet || facet === 'label') this.labels.clear()
    if (!facet || facet === 'tag') this.tags.clear()
    if (!facet || facet === 'author') this.authors.clear()
    if (!facet || facet === 'split') this.splits.clear()
    if (!facet || facet === 'excluded') this.excluded = 'any'
    if (!facet) [this.fields, this.metadata].forEach((chosen) => chosen.clear())
    else if (isFieldKey(facet)) this.fields.delete(fieldName(facet))
    else if (isColumnKey(facet)) this.metadata.delete(columnName(facet))
    if (!facet) [this.text, this.asked, this.only] = ['', false, null]
  }

  /** Filter a metadata column by these terms, or not at all. */
  setTerms(column: string, terms: readonly string[]): void {
    if (terms.length > 0) this.metadata.set(column, new SvelteSet(terms))
    else this.metadata.delete(column)
  }

  /** Sort by a column; by the same column again, turn the order round. */
  sortBy(column: SortColumn): void {
    const same = this.sort.column === column
    this.sort = { column, descending: same && !this.sort.descending }
  }

  /** One step bigger (+1) or smaller (-1) thumbnails. */
  zoom(step: number): void {
    const at = THUMBNAILS.findIndex((size) => size >= this.thumbnail)
    const to = Math.min(
      Math.max((at < 0 ? THUMBNAILS.length - 1 : at) + step, 0),
      THUMBNAILS.length - 1,
    )
    this.thumbnail = THUMBNAILS[to]
  }

  /** The filters as a search string without "?"; '' where there are none. */
  filterSearch(): string {
    const parameters = this.#parameters(false)
    // Whatever its length: another set is another question.
    if (this.only) parameters.set('only', this.only.text)
    return parameters.toString()
  }

  /** Everything as a search string: "?label=iv&sort=-last_change", or ''. */
  toSearch(): string {
    const text = this.#parameters(true).toString()
    return text ? `?${text}` : ''
  }

  /** Read the query from a search string; what it does not name becomes the default. */
  fromSearch(search: string, { thumbnail = true } = {}): void {
    const parameters = new URLSearchParams(search)
    const named = (key: string): (string | null)[] =>
      parameters.getAll(key).map((value) => (value === '' ? null : value))
    this.text = parameters.get('q') ?? ''
    become(this.labels, named('label'))
    become(this.tags, named('tag'))
    become(this.authors, named('author'))
    become(
      this.splits,
      SPLITS.filter((split) => parameters.getAll('split').includes(split)),
    )
    this.fields.clear()
    this.metadata.clear()
    for (const [key, value] of parameters) {
      if ((isFieldKey(key) || isColumnKey(key)) && !this.has(key, value)) this.toggle(key, value)
    }
    const only = parameters.get('only')
    if (only !== (this.only?.text ?? null)) {
      this.only = only === null ? null : Only.read(parameters.get('of') ?? 'some samples', only)
    }
    const excluded = parameters.get('excluded')
    this.excluded = excluded === 'yes' || excluded === 'no' ? excluded : 'any'
    this.sort = readSort(parameters.get('sort'))
    this.layout = oneOf(LAYOUTS, currentName('view', parameters))
    const lens = currentName('lens', parameters)
    this.lens = isOfSet(lens) ? lens : oneOf(LENSES, lens)
    this.colour = readColour(parameters.get('colour'))
    this.since = parameters.get('since') ?? ''
    this.camera = readCamera(parameters.get('at'))
    this.kind = currentName('kind', parameters) || FIRST_KIND
    this.asked = parameters.get('asked') === 'yes'
    this.thread = Number(parameters.get('thread')) || null
    const [first, second, model] = ['first', 'second', 'model'].map(
      (key) => parameters.get(key) ?? '',
    )
    this.evaluation = { first, second, model, part: currentName('part', parameters) }
    if (thumbnail) this.thumbnail = readThumbnail(parameters.get('size'))
  }

  #parameters(withLook: boolean): URLSearchParams {
    const parameters = new URLSearchParams()
    if (this.text) parameters.set('q', this.text)
    for (const label of this.labels) parameters.append('label', label ?? '')
    for (const split of this.splits) parameters.append('split', split)
    for (const tag of this.tags) parameters.append('tag', tag ?? '')
    if (this.excluded !== 'any') parameters.set('excluded', this.excluded)
    for (const author of this.authors) parameters.append('author', author ?? '')
    for (const [name, values] of this.fields) {
      for (const value of values) parameters.append(fieldKey(name), value)
    }
    for (const [name, terms] of this.metadata) {
      for (const term of terms) parameters.append(columnKey(name), term)
    }
    if (this.asked) parameters.set('asked', 'yes')
    if (this.only && this.only.text.length <= LONGEST) {
      parameters.set('only', this.only.text)
      parameters.set('of', this.only.title)
    }
    if (!withLook) return parameters
    const { column, descending } = this.sort
    if (column !== 'path' || descending) parameters.set('sort', (descending ? '-' : '') + column)
    if (this.layout !== 'sheet') parameters.set('view', this.layout)
    if (this.lens !== 'content') parameters.set('lens', this.lens)
    if (this.colour !== 'label') parameters.set('colour', this.colour)
    if (this.since) parameters.set('since', this.since)
    if (this.camera) parameters.set('at', writeCamera(this.camera))
    if (this.kind !== FIRST_KIND) parameters.set('kind', this.kind)
    if (this.thread !== null && this.layout === 'discuss')
      parameters.set('thread', String(this.thread))
    for (const [key, value] of Object.entries(this.evaluation)) {
      if (value !== '') parameters.set(key, String(value))
    }
    if (this.thumbnail !== DEFAULT_THUMBNAIL) parameters.set('size', String(this.thumbnail))
    return parameters
  }
}

function flip<T>(set: Set<T>, value: T): void {
  if (!set.delete(value)) set.add(value)
}

/** Take a value in or out of a set of several; an empty set goes. */
function flipIn(sets: Map<string, SvelteSet<string>>, name: string, value: string): void {
  const chosen = sets.get(name) ?? new SvelteSet<string>()
  flip(chosen, value)
  if (chosen.size > 0) sets.set(name, chosen)
  else sets.delete(name)
}

/** Change `set` only where it differs, so that nothing is computed again for nothing. */
function become<T>(set: Set<T>, values: readonly T[]): void {
  for (const value of [...set]) if (!values.includes(value)) set.delete(value)
  for (const value of values) set.add(value)
}

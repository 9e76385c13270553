/** One book: its columns, kept up to date by the stream of changesets. */

import { trafficOf, withArrivals, without } from './arrivals'
import { cellColumn, intern } from './cells'
import { decode, EMPTY, fileSize, indexOfId, readHeader, type Columns } from './columns'
import type { Client } from '../api/client'
import { asProblem, type Problem } from '../api/problem'
import type { Arrival, Changeset, ChangeGroup, News } from '../api/model'
import type { BookInfo, Version } from '../api/model'
import { Names } from './names'
import { Overlay, type Pending } from './overlay'
import { remembering } from './changesets'
import { RowReader } from './row-reader'
import { Stream, type Received } from './stream'

/** Told after cells moved: which rows, and whether this person moved them. */
export type RowsListener = (rows: Uint32Array, mine: boolean) => void
/**
 * Called after the columns were replaced; `rowWas` maps an old row to its new place, or -1.
 * appended: rows were only added at the end.
 */
export type ReloadListener = (rowWas: (row: number) => number, appended: boolean) => void

/** After a failed reload, the next try, ms. */
const RELOAD_RETRY = 2_000
const PAGE = 50
/** How many changesets are kept here; older ones are fetched on demand. */
const REMEMBERED = 2_000

export class BookStore extends RowReader {
  phase = $state<'loading' | 'ready' | 'failed'>('loading')
  failure = $state.raw<Problem | null>(null)
  /** How much of the snapshot has arrived, 0 to 1; null while that is not known. */
  progress = $state.raw<number | null>(null)
  info = $state.raw<BookInfo | null>(null)
  names = $state.raw<Names | null>(null)
  /** Bumps whenever a cell or a row moved: read it where cells are shown. */
  revision = $state(0)
  /** Newest first. */
  changesets = $state.raw<Changeset[]>([])
  hasOlder = $state(true)
  /** Is this changeset the answer to something that I did? Set by Edits. */
  isMine: (changeset: Changeset) => boolean = () => false

  #columns: Columns = EMPTY
  #overlay = new Overlay(EMPTY, () => -1)
  #reloading: Promise<void> | null = null
  #reloadAgain = false
  readonly #stream = new Stream(
    () => this.#columns.seq,
    (received) => this.#take(received),
    () => void this.reload(),
  )
  readonly #rowsListeners = new Set<RowsListener>()
  readonly #reloadListeners = new Set<ReloadListener>()

  constructor(readonly http: Client) {
    super()
  }

  /** Whether this person may change the book; true until the server has told their role. */
  get canEdit(): boolean {
    return this.info?.role !== 'viewer'
  }

  /** The columns; reading them in a view makes it depend on `revision`. */
  get columns(): Columns {
    void this.revision
    return this.#columns
  }

  /** The columns, without depending on anything. */
  get untrackedColumns(): Columns {
    return this.#columns
  }

  get overlay(): Overlay {
    return this.#overlay
  }

  onRows(listener: RowsListener): () => void {
    this.#rowsListeners.add(listener)
    return () => this.#rowsListeners.delete(listener)
  }

  onReload(listener: ReloadListener): () => void {
    this.#reloadListeners.add(listener)
    return () => this.#reloadListeners.delete(listener)
  }

  /** Fetch the book: columns first, then names. Never throws; see `phase` and `failure`. */
  async load(): Promise<void> {
    this.phase = 'loading'
    this.failure = null
    try {
      const [info, columns] = await Promise.all([this.http.get('/book'), this.#fetchColumns()])
      this.info = info
      this.#replace(columns, null)
      this.phase = 'ready'
    } catch (error) {
      this.failure = asProblem(error)
      this.phase = 'failed'
      return
    }
    // The sheet can be used without paths and history; asking again brings them.
    await Promise.all([
      this.#fetchNames().catch(() => this.#reloadSoon()),
      this.loadOlder().catch(() => undefined),
    ])
  }

  /** Fetch snapshot and names again, keeping what people see by sample id. */
  reload(): Promise<void> {
    if (this.#reloading) {
      this.#reloadAgain = true
      return this.#reloading
    }
    this.#stream.record()
    this.#reloading = this.#reload().finally(() => {
      this.#reloading = null
      const again = this.#reloadAgain
      this.#reloadAgain = false
      if (again) void this.reload()
    })
    return this.#reloading
  }

  async loadOlder(): Promise<void> {
    const before = this.changesets.at(-1)?.id ?? null
    const query = { limit: PAGE, before }
    const { changesets } = await this.http.get('/changesets', { params: { query } })
    const known = new Set(this.changesets.map((changeset) => changeset.id))
    const fresh = changesets.filter((changeset) => !known.has(changeset.id))
    this.changesets = [...this.changesets, ...fresh].sort((a, b) => b.id - a.id)
    this.hasOlder = changesets.length === PAGE
  }

  /** Apply a changeset once and in order, wherever it comes from. */
  apply(
    changeset: Changeset,
    groups: ChangeGroup[],
    arrivals: Arrival[] | null = null,
    classes: string[] | null = null,
    columns: News['columns'] = null,
    classesMoved = false,
  ): void {
    const classes_moved = classesMoved
    this.#stream.receive({ changeset, groups, arrivals, classes, columns, classes_moved })
  }

  /** Do something as soon as changeset `seq` is in the columns. */
  whenApplied(seq: number, run: () => void): void {
    this.#stream.whenTaken(seq, run)
  }

  /** Show my edit before the server has confirmed it. */
  put(pending: Pending): void {
    this.#notify(this.#overlay.put(pending), true)
  }

  /** The server has answered my edit: show what is confirmed. */
  drop(pending: Pending): void {
    this.#notify(this.#overlay.drop(pending), true)
  }

  versionSaved(version: Version): void {
    if (!this.info) return
    const others = this.info.versions.filter((other) => other.name !== version.name)
    this.info = { ...this.info, versions: [...others, version] }
  }

  rowOf(sample: number): number {
    return indexOfId(this.columns.id, sample)
  }

  path(row: number): string | null {
    return this.names && row >= 0 && row < this.names.rows ? this.names.path(row) : null
  }

  #take(received: Received): void {
    const { changeset, groups } = received
    this.#columns.seq = changeset.id
    this.#remember(changeset)
    if (!this.#reshape(received)) {
      void this.reload()
      return
    }
    const columns = this.#columns
    const author = intern(columns.authors, changeset.author)
    const touched = (received.arrivals ?? []).map(({ id }) => indexOfId(columns.id, id))
    for (const group of groups) {
      const rows = Uint32Array.from(group.samples, (id) => indexOfId(columns.id, id)).filter(
        (row) => row < columns.rows,
      )
      if (cellColumn(columns, group.field)) this.#overlay.confirm(group.field, rows, group.after)
      for (const row of rows) {
        columns.lastChange[row] = changeset.id
        columns.author[row] = author
        touched.push(row)
      }
    }
    this.#notify(Uint32Array.from(touched), this.isMine(changeset))
  }

  /** Add and remove samples; returns false where the book must be fetched again. */
  #reshape(received: Received): boolean {
    // The codes of labels mean other classes now.
    if (received.classes_moved) return false
    // A metadata column came, went or reads otherwise: so do its cells.
    if (received.columns) return false
    const traffic = trafficOf(received)
    if (!traffic) return true
    if (!this.names || !traffic.arrivals) return false
    // What is shown before the server has confirmed it is no part of the rows that grow.
    const pending = this.#overlay.pending
    for (const edit of pending) this.#overlay.drop(edit)
    const old = this.#columns
    const left = without({ columns: old, names: this.names }, traffic.gone)
    const { columns, names } = withArrivals(left, traffic.arrivals, traffic.classes)
    const appended = columns.id[old.rows - 1] === old.id[old.rows - 1]
    this.#become(columns, names, pending, appended)
    return true
  }

  #remember(changeset: Changeset): void {
    const kept = remembering(this.changesets, changeset)
    this.changesets = kept.slice(0, REMEMBERED)
    if (kept.length > REMEMBERED) this.hasOlder = true
  }

  #notify(rows: Uint32Array, mine: boolean): void {
    for (const listener of this.#rowsListeners) listener(rows, mine)
    this.revision++
  }

  async #fetchColumns(): Promise<Columns> {
    let total = 0
    const buffer = await this.http.bytes('/snapshot', {}, (received, head) => {
      if (total === 0) {
        const header = readHeader(head)
        if (header) total = fileSize(header)
      }
      this.progress = total ? Math.min(1, received / total) : null
    })
    return decode(buffer)
  }

  async #fetchNames(): Promise<void> {
    const names = new Names(await this.http.bytes('/names', {}))
    if (names.rows !== this.#columns.rows) await this.reload()
    else this.names = names
  }

  async #reload(): Promise<void> {
    try {
      const [columns, bytes] = await Promise.all([
        this.#fetchColumns(),
        this.http.bytes('/names', {}),
      ])
      const names = new Names(bytes)
      // Samples came or went between the two: ask for both again.
      if (names.rows !== columns.rows) this.#reloadAgain = true
      else this.#replace(columns, names)
    } catch {
      this.#reloadSoon()
    }
  }

  #reloadSoon(): void {
    setTimeout(() => void this.reload(), RELOAD_RETRY)
  }

  #replace(columns: Columns, names: Names | null): void {
    this.#become(columns, names, this.#overlay.pending, false)
    this.#stream.replay()
  }

  #become(columns: Columns, names: Names | null, pending: Pending[], appended: boolean): void {
    const old = this.#columns
    this.#columns = columns
    this.names = names
    this.#overlay = new Overlay(columns, (sample) => indexOfId(columns.id, sample))
    for (const edit of pending) this.#overlay.put(edit)
    for (const listener of this.#reloadListeners) {
      listener(
        (row) => (row >= 0 && row < old.rows ? indexOfId(columns.id, old.id[row]) : -1),
        appended,
      )
    }
    this.revision++
  }
}

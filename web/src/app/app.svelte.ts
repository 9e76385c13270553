/** The page itself: its stores, the rooms that it was given, and what acts across them. */

import { Address, type Browser } from './address'
import { Requests } from './requests'
import { BookStore } from '../book/book.svelte'
import { ComputedSets } from './computed.svelte'
import { Commands, type Command } from './commands'
import type { Page, LabelIssueSource } from './context'
import { Edits } from '../edit/edits.svelte'
import { Client } from '../api/client'
import { rootOf } from '../api/root'
import { isUnreachable } from '../api/problem'
import { Registry } from '../api/registry.svelte'
import { Jobs } from '../live/jobs.svelte'
import { handleKey, strike } from './keyboard'
import { listening } from './listening'
import { Live } from '../live/live.svelte'
import type { JobKind } from '../api/model'
import { Preferences, storageOf } from './preferences.svelte'
import { Presentation } from './presentation'
import { Query } from '../query/query.svelte'
import type { SortColumn } from '../query/look'
import type { Beside, Part, Room } from './rooms'
import { Selection } from '../query/selection.svelte'
import { Slots } from './slots'
import { takeClassColours } from '../ui/colours'
import { Ui, type Dialog } from './ui.svelte'
import { View } from '../query/view.svelte'

/** After the server was not reached, the next try to load the book, ms. */
const RETRY = 2_000

/** The panel beside a room that has none of its own. */
const INSPECTOR: Beside<Page> = {
  isOpen: ({ ui }) => ui.inspector,
  open: ({ ui }, isOpen) => {
    ui.inspector = isOpen
  },
}

export class App implements Page {
  readonly preferences: Preferences
  readonly book: BookStore
  readonly requests: Requests
  readonly registry: Registry
  readonly query = new Query()
  readonly view: View
  readonly selection: Selection
  readonly edits: Edits
  readonly live: Live
  readonly jobs: Jobs
  readonly computed: ComputedSets
  readonly ui = new Ui()
  readonly slots = new Slots()
  readonly commands: Commands<Page>
  labelIssues: LabelIssueSource | null = null
  readonly #parts: Part[]
  readonly #presentation: Presentation
  readonly #address: Address
  readonly #stops: (() => void)[] = []
  /** A sample to go to as soon as the rows are there. */
  #wantedSample: number | null
  #retry: ReturnType<typeof setTimeout> | undefined

  /** commands: those that belong to no room. */
  constructor(
    readonly rooms: readonly Room<Page>[],
    commands: readonly Command<Page>[],
    readonly browser: Window & typeof globalThis,
  ) {
    this.commands = new Commands([...rooms.flatMap((room) => room.commands), ...commands])
    this.preferences = new Preferences(storageOf(browser, 'localStorage'))
    const http = new Client(rootOf(browser.document))
    this.book = new BookStore(http)
    takeClassColours((index) => this.book.columns.about[index]?.colour)
    this.requests = new Requests(http)
    this.registry = new Registry(http)
    this.#address = new Address(browser as Browser, this.query, (sample) => this.goTo(sample))
    this.#wantedSample = this.#address.sample
    this.view = new View(this.book, this.query)
    this.selection = new Selection(this.book, this.view)
    this.jobs = new Jobs(http)
    this.computed = new ComputedSets(http)
    const kept = storageOf(browser, 'sessionStorage')
    this.edits = new Edits(this.book, () => this.preferences.name, kept)
    this.live = new Live(this.book, http.liveUrl)
    this.live.onJob = (job) => this.jobs.update(job)
    this.#presentation = new Presentation(this)
    this.live.onView = (view) => this.#presentation.show(view)
    this.#parts = rooms.flatMap((room) => room.create?.(this) ?? [])
    this.live.onOpen = () => {
      this.edits.kick()
      // This page did not receive what was done meanwhile.
      this.jobs.load().catch(() => undefined)
      for (const part of this.#parts) part.connected?.()
    }
  }

  /** Load the book and connect. */
  async start(): Promise<void> {
    const listen = listening(this.browser, this.#stops)
    listen('keydown', (event) => handleKey(this, event))
    listen('beforeunload', (event) => {
      const waiting = this.#parts.reduce((sum, part) => sum + (part.waiting ?? 0), 0)
      if (this.edits.waiting + waiting > 0) event.preventDefault()
    })
    this.#stops.push($effect.root(() => this.#effects()))
    await this.load()
  }

  async load(): Promise<void> {
    clearTimeout(this.#retry)
    void this.registry.load()
    await this.book.load()
    if (this.book.phase === 'ready') {
      this.edits.resume()
      this.live.start(this.preferences.name)
    } else if (this.book.failure && isUnreachable(this.book.failure)) {
      this.#retry = setTimeout(() => void this.load(), RETRY)
    }
  }

  stop(): void {
    clearTimeout(this.#retry)
    for (const stop of this.#stops) stop()
    this.#address.stop()
    for (const part of [...this.#parts, this.view, this.edits, this.live]) part.stop()
  }

  get room(): Room<Page> {
    return this.rooms.find(({ id }) => id === this.query.layout) ?? this.rooms[0]
  }

  get beside(): Beside<Page> | null {
    const { beside } = this.room
    return beside === undefined ? INSPECTOR : beside
  }

  get sample(): number | null {
    return this.sampleAt(this.selection.cursor)
  }

  part<T>(kind: abstract new (...args: never[]) => T): T {
    const part = this.#parts.find((part) => part instanceof kind)
    if (!part) throw new Error(`No room has created a ${kind.name}.`)
    return part as T
  }

  keep(part: Part): void {
    this.#parts.push(part)
  }

  run(id: string): void {
    const command = this.commands.named(id)
    command.run(this, command.keys[0] ?? '')
  }

  press(stroke: string): void {
    strike(this, stroke)
  }

  goTo(sample: number): void {
    const row = this.book.rowOf(sample)
    if (row >= 0) this.selection.moveTo(row)
    else this.#wantedSample = sample
  }

  setName(name: string): void {
    this.preferences.name = name
    this.live.setName(this.preferences.name)
  }

  /** Sort by a column, or the other way round, and go to the first row. */
  sortBy(column: SortColumn): void {
    this.query.sortBy(column)
    this.view.settle()
    this.selection.moveToPlace(0)
  }

  relabel(label: string | null, message = ''): void {
    const single = this.selection.count === 0
    this.edits.relabel(this.selection.targets(), label, message)
    if (!single) this.selection.edited()
    // Also where the label was right already: it has been looked at.
    else if (this.edits.allowed && this.preferences.advance && !this.room.leads) {
      this.selection.move(1)
    }
  }

  toggleExcluded(message = ''): void {
    const rows = this.selection.targets()
    const { excluded } = this.book.columns
    if (rows.every((row) => excluded[row] === 1)) this.edits.restore(rows, message)
    else this.edits.exclude(rows, message)
    this.selection.edited()
  }

  async startJob(kind: JobKind): Promise<void> {
    try {
      await this.jobs.start(kind)
    } catch (error) {
      this.edits.toast.refuse(error)
    }
  }

  openFor(dialog: Dialog): void {
    if (this.selection.targets().length > 0) this.ui.dialog = dialog
  }

  sampleAt(row: number): number | null {
    return this.book.untrackedColumns.id[row] ?? null
  }

  scrolled(row: number): void {
    this.#presentation.scrolled(row)
  }

  #effects(): void {
    $effect(() => {
      // Once the rows have loaded, go to the address's sample.
      if (this.view.rows.length === 0 || this.#wantedSample === null) return
      const row = this.book.rowOf(this.#wantedSample)
      this.#wantedSample = null
      if (row >= 0) this.selection.moveTo(row)
    })
    $effect(() => {
      const { sample } = this
      if (this.book.phase !== 'ready') return
      this.live.here(this.selection.cursor)
      const steps = !this.live.following
      if (this.#wantedSample === null) this.#address.write(sample, { steps })
      void this.query.toSearch()
      this.#presentation.publish()
    })
    $effect(() => {
      // A presenter's first view is sent as soon as presenting starts.
      if (this.live.isPresenting) this.#presentation.publish()
    })
  }
}

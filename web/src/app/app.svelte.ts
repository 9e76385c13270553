/** The page's engine as one thing: what the views get from the context. */

import { getContext, setContext, untrack } from 'svelte'
import { Canvas } from '../canvas/canvas.svelte'
import { Address, type Browser } from './address'
import { Ask } from './requests'
import { BookStore } from '../book/book.svelte'
import { Doubts } from '../issues/queue.svelte'
import { Edits } from '../edit/edits.svelte'
import { Grow } from '../grow/grow.svelte'
import { Http, isUnreachable } from '../api/http'
import { Issues } from '../issues/issues.svelte'
import { Jobs } from '../live/jobs.svelte'
import { Judge } from '../evaluate/evaluate.svelte'
import { listening } from './listening'
import { Live } from '../live/live.svelte'
import type { JobKind } from '../api/model'
import { Preferences, storageOf } from './preferences.svelte'
import { Differences } from '../map/differences.svelte'
import { Presentation } from './presentation'
import { Projections } from '../map/projections.svelte'
import { Query, type Lens, type SortColumn } from '../query/query.svelte'
import { Selection } from '../query/selection.svelte'
import { handleKey } from './shortcuts'
import { Strip } from '../map/strip.svelte'
import { Talk } from '../discuss/threads.svelte'
import { Ui, type Dialog } from './ui.svelte'
import { View } from '../query/view.svelte'

/** After the server was not reached, the next try to load the book, ms. */
const RETRY = 2_000

export class App {
  readonly preferences: Preferences
  readonly book: BookStore
  readonly ask: Ask
  readonly query = new Query()
  readonly view: View
  readonly selection: Selection
  readonly edits: Edits
  readonly live: Live
  readonly jobs: Jobs
  readonly projections: Projections
  readonly differences: Differences
  readonly strip: Strip
  readonly issues: Issues
  readonly doubts: Doubts
  readonly talk: Talk
  readonly judge: Judge
  readonly canvas: Canvas
  readonly grow: Grow
  readonly ui = new Ui()
  readonly presentation = new Presentation(this)
  readonly #address: Address
  readonly #stops: (() => void)[] = []
  /** A sample to go to as soon as the rows are there. */
  #wantedSample: number | null
  #retry: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly browser: Window & typeof globalThis) {
    const { location } = browser
    this.preferences = new Preferences(storageOf(browser, 'localStorage'))
    const http = new Http(location.origin)
    this.book = new BookStore(http)
    this.ask = new Ask(http)
    this.#address = new Address(browser as Browser, this.query, (sample) => this.goTo(sample))
    this.#wantedSample = this.#address.sample
    this.view = new View(this.book, this.query)
    this.selection = new Selection(this.book, this.view)
    this.jobs = new Jobs(http)
    this.projections = new Projections(this.book, this.jobs)
    this.differences = new Differences(this.book)
    this.strip = new Strip(this.book)
    this.selection.path = () => (this.isStripShown ? this.strip : this.view)
    const kept = storageOf(browser, 'sessionStorage')
    this.edits = new Edits(this.book, () => this.preferences.name, kept)
    this.issues = new Issues(this.book, this.jobs)
    this.doubts = new Doubts(
      this.book,
      this.issues,
      this.edits,
      (row) => !this.query.isFiltered || this.view.position(row) >= 0,
    )
    this.judge = new Judge(this.book, this.jobs, this.query)
    this.canvas = new Canvas(this.book, this.edits, this.jobs, browser.indexedDB)
    this.grow = new Grow(this.book, this.jobs, this.query, () => this.preferences.name)
    this.live = new Live(this.book, `${location.origin.replace(/^http/, 'ws')}/api/live`)
    this.live.onOpen = () => {
      this.edits.kick()
      this.canvas.saves.kick()
      // What was done meanwhile was told to nobody.
      this.jobs.load().catch(() => undefined)
      this.talk.caughtUp()
    }
    this.live.onJob = (job) => this.jobs.took(job)
    this.talk = new Talk(this)
    this.live.onMap = () => this.projections.moved()
    this.live.onPieces = () => void this.canvas.lookForPieces()
    this.live.onCandidates = () => this.grow.candidates.stale()
    this.live.onView = (view) => this.presentation.show(view)
  }

  /** Load the book and connect. */
  async start(): Promise<void> {
    const listen = listening(this.browser, this.#stops)
    listen('keydown', (event) => handleKey(this, event))
    listen('beforeunload', (event) => {
      if (this.edits.waiting + this.canvas.saves.waiting > 0) event.preventDefault()
    })
    this.#stops.push($effect.root(() => this.#effects()))
    await this.load()
  }

  /** Load the book, or try again after that failed. */
  async load(): Promise<void> {
    clearTimeout(this.#retry)
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
    const parts = [
      this.canvas,
      this.doubts,
      this.talk,
      this.judge,
      this.issues,
      this.strip,
      this.grow,
    ]
    for (const part of [...parts, this.projections, this.differences]) part.stop()
    for (const part of [this.view, this.edits, this.live]) part.stop()
  }

  /** Are the doubts on the screen? They say where the cursor is. */
  get isDoubting(): boolean {
    return this.query.layout === 'doubts'
  }

  /** Is the canvas on the screen? */
  get isDrawing(): boolean {
    return this.query.layout === 'canvas'
  }

  /** Is a sample shown beside? Where one decides, discusses or draws it is shown large anyway. */
  get isInspected(): boolean {
    const large = this.isDoubting || this.talk.isShown || this.isDrawing || this.grow.isShown
    return this.judge.isShown ? this.judge.peeking : this.ui.inspector && !large
  }

  get isStripShown(): boolean {
    return this.strip.open && this.query.layout === 'map'
  }

  /** The sample under the cursor; null where there is none. */
  get sample(): number | null {
    return this.sampleAt(this.selection.cursor)
  }

  /** Put the cursor on a sample, if the book has it. */
  goTo(sample: number): void {
    const row = this.book.rowOf(sample)
    if (row >= 0) this.selection.moveTo(row)
    else this.#wantedSample = sample
  }

  /** Say who I am. */
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

  /** Give the class of this index (0 the first) to what is selected, and go on. */
  assignClass(index: number): void {
    const name = this.book.columns.classes[index]
    if (name === undefined) return
    const { current } = this.doubts
    // To give a doubted sample the label that it has is to keep it.
    if (this.isDoubting && current && this.selection.count === 0 && name === current.label)
      this.doubts.keep()
    else this.relabel(name)
  }

  /** Relabel what is selected; a single row goes on to the next one where that is preferred. */
  relabel(label: string | null, message = ''): void {
    const single = this.selection.count === 0
    this.edits.relabel(this.selection.targets(), label, message)
    if (!single) this.selection.edited()
    // Also where the label was right already: it has been looked at.
    else if (this.edits.allowed && this.preferences.advance && !this.isDoubting) {
      this.selection.move(1)
    }
  }

  /** Exclude what is selected; where all of it is excluded already, restore it. */
  toggleExcluded(message = ''): void {
    const rows = this.selection.targets()
    const { excluded } = this.book.columns
    if (rows.every((row) => excluded[row] === 1)) this.edits.restore(rows, message)
    else this.edits.exclude(rows, message)
    this.selection.edited()
  }

  /** Show what is most like the sample under the cursor, beside the map. */
  async showLike(lens: Lens = this.query.lens, sample = this.sample): Promise<void> {
    if (sample === null) return
    try {
      const found = await this.ask.neighbours(sample, lens)
      const samples = found.map((neighbour) => neighbour.sample)
      this.query.layout = 'map'
      this.strip.like(sample, lens, samples)
    } catch (error) {
      this.edits.toast.refuse(error)
    }
  }

  /** Start long work on the server; a refusal is told. */
  async startJob(kind: JobKind): Promise<void> {
    try {
      await this.jobs.start(kind)
    } catch (error) {
      this.edits.toast.refuse(error)
    }
  }

  /** Open a palette that acts on what is selected. */
  openFor(dialog: Dialog): void {
    if (this.selection.targets().length > 0) this.ui.dialog = dialog
  }

  #effects(): void {
    $effect(() => {
      // The rows are there: go where the address points, once.
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
      this.presentation.publish()
    })
    $effect(() => {
      const { kind } = this.query
      if (this.book.phase === 'ready' && this.isDoubting) untrack(() => this.doubts.begin(kind))
    })
    $effect(() => {
      // In the doubts, keys act on the sample that is in doubt.
      const current = this.isDoubting ? this.doubts.current : null
      this.doubts.shows(current)
      if (current) untrack(() => this.selection.moveTo(this.book.rowOf(current.sample)))
    })
    $effect(() => {
      // Whoever starts to present shows at once what is on the screen.
      if (this.live.isPresenting) this.presentation.publish()
    })
  }

  /** The sample of a row, without depending on anything. */
  sampleAt(row: number): number | null {
    return this.book.untrackedColumns.id[row] ?? null
  }
}

const KEY = Symbol('labelbook')

/** Make the engine for this browser window. Call start() to load the book. */
export function createApp(browser: Window & typeof globalThis = window): App {
  return new App(browser)
}

/** Hand the engine to all components below. */
export function provideApp(app: App): App {
  return setContext(KEY, app)
}

/** The engine, in any component. */
export function useApp(): App {
  return getContext<App>(KEY)
}

/** The page's engine without a page: one person on a tiny server. */

import { BookStore } from '../src/book/book.svelte'
import { Edits } from '../src/edit/edits.svelte'
import { Client } from '../src/api/client'
import { Jobs } from '../src/live/jobs.svelte'
import { Live } from '../src/live/live.svelte'
import { Projections } from '../src/map/projections.svelte'
import { Query } from '../src/query/query.svelte'
import { Selection } from '../src/query/selection.svelte'
import { Strip } from '../src/map/strip.svelte'
import { View } from '../src/query/view.svelte'
import { TinyServer } from './tiny-server'

const CLASSES = ['i', 'ii', 'iii', 'iv']

/** A server on eight samples, in path order: a.png (id 1) is i, b.png ii … e.png i again. */
export function tinyServer(): Promise<TinyServer> {
  const samples = [...'abcdefgh'].map((letter, at) => ({
    id: at + 1,
    path: `train/${letter}.png`,
    label: CLASSES[at % 4],
  }))
  return new TinyServer([...CLASSES], samples).start()
}

export class Page {
  readonly book: BookStore
  readonly query = new Query()
  readonly view: View
  readonly selection: Selection
  readonly edits: Edits
  readonly live: Live
  readonly jobs: Jobs
  readonly projections: Projections
  readonly strip: Strip

  constructor(
    server: TinyServer,
    public name: string,
    storage: Storage | null = null,
  ) {
    const http = new Client(server.url)
    this.book = new BookStore(http)
    this.view = new View(this.book, this.query)
    this.selection = new Selection(this.book, this.view)
    this.edits = new Edits(this.book, () => this.name, storage)
    this.live = new Live(this.book, server.liveUrl)
    this.live.onOpen = () => this.edits.kick()
    this.jobs = new Jobs(http)
    this.live.onJob = (job) => this.jobs.update(job)
    this.projections = new Projections(this.book, this.jobs)
    this.strip = new Strip(this.book)
  }

  /** Load the book; with `live`, connect to the others too. */
  async open({ live = false } = {}): Promise<this> {
    await this.book.load()
    this.edits.resume()
    if (live) this.live.start(this.name)
    if (live) await until(() => this.live.connection === 'open')
    return this
  }

  close(): void {
    this.view.stop()
    this.edits.stop()
    this.live.stop()
  }

  /** The rows of these sample ids. */
  rows(...samples: number[]): Uint32Array {
    return Uint32Array.from(samples, (sample) => this.book.rowOf(sample))
  }

  label(sample: number): string | null {
    return this.book.label(this.book.rowOf(sample))
  }

  /** The ids of the rows in view, in order. */
  get shown(): number[] {
    return [...this.view.rows].map((row) => this.book.columns.id[row])
  }

  /** Until the server has answered all that I did. */
  answered(): Promise<void> {
    return until(() => this.edits.waiting === 0)
  }
}

/** Wait until something holds; fails after two seconds. */
export async function until(holds: () => boolean, patience = 2_000): Promise<void> {
  const end = Date.now() + patience
  while (!holds()) {
    if (Date.now() > end) throw new Error(`This never came true: ${holds.toString()}`)
    await new Promise((done) => setTimeout(done, 5))
  }
}

/** A storage that lives as long as the test. */
export function memoryStorage(): Storage {
  const entries = new Map<string, string>()
  return {
    get length() {
      return entries.size
    },
    clear: () => entries.clear(),
    getItem: (key) => entries.get(key) ?? null,
    key: (at) => [...entries.keys()][at] ?? null,
    removeItem: (key) => void entries.delete(key),
    setItem: (key, value) => void entries.set(key, value),
  }
}

/** What people say: the threads, the one that is open, and what is about to be asked. */

import { untrack } from 'svelte'
import { Acceptance } from './acceptance'
import type { Page } from '../app/context'
import type { Part } from '../app/rooms'
import type { BookStore } from '../book/book.svelte'
import { asProblem, type Problem } from '../api/problem'
import { Rules } from './rules.svelte'
import { newKey } from '../api/keys'
import { inBox, type AnchorIn, type Box, type Talked } from '../api/discuss'
import type { Thread, ThreadDetail, ThreadState } from '../api/discuss'

/** News are gathered for so many ms before the threads are asked for again. */
const GATHER = 60

export class Discussion implements Part {
  phase = $state<'idle' | 'loading' | 'ready' | 'failed'>('idle')
  problem = $state.raw<Problem | null>(null)
  /** The one with the newest entry first. */
  threads = $state.raw<Thread[]>([])
  box = $state<Box>('open')
  /** The open thread with its entries. */
  detail = $state.raw<ThreadDetail | null>(null)
  detailProblem = $state.raw<Problem | null>(null)
  /** What the next question is about; the dialog is open while there is one. */
  draft = $state.raw<AnchorIn | null>(null)
  /** The words that the next question begins with. */
  draftText = { title: '', body: '' }
  /** The blind vote that fills the screen. */
  vote = $state.raw<{ round: number; present: boolean } | null>(null)
  /** Why what a key asked for was not done. */
  refused = $state.raw<Problem | null>(null)
  /** What was written and not sent, by thread. */
  readonly unsent = new Map<number, string>()

  readonly acceptance = new Acceptance()
  #current = $state<number | null>(null)
  #timer: ReturnType<typeof setTimeout> | undefined
  #requests = 0
  private readonly book: BookStore
  readonly #listeners = new Set<(news: Talked) => void>()
  readonly #open = $derived.by(() => {
    const asked = new Set<number>()
    for (const thread of this.threads)
      if (thread.state !== 'resolved') for (const id of thread.anchor.samples ?? []) asked.add(id)
    return asked
  })

  /** The label book. */
  readonly rules: Rules
  readonly #stop: () => void

  constructor(private readonly app: Page) {
    this.book = app.book
    this.rules = new Rules(app, () => this.name)
    app.live.onEntry = (news) => this.#receive(news)
    this.#stop = $effect.root(() => {
      $effect(() => {
        const { thread } = app.query
        untrack(() => this.open(thread))
      })
      $effect(() => {
        const thread = this.#current
        untrack(() => (app.query.thread = thread))
      })
      $effect(() => {
        const asked = this.#open
        untrack(() => app.view.setAsked(asked))
      })
    })
  }

  /** Who I am in the log. */
  get name(): string {
    return this.app.preferences.name
  }

  /** May I say something? */
  get canAnswer(): boolean {
    return this.app.book.info?.role === 'reviewer'
  }

  /** The number of the open thread; null where none is. */
  get current(): number | null {
    return this.#current
  }

  /** The threads of the box that is shown. */
  get shown(): Thread[] {
    return this.threads.filter((thread) => inBox(thread, this.box) || thread.id === this.#current)
  }

  get unread(): number {
    return this.threads.filter((thread) => inBox(thread, 'inbox')).length
  }

  /** The threads about a sample. */
  of(sample: number): Thread[] {
    return this.threads.filter((thread) => thread.anchor.samples?.includes(sample))
  }

  async load(): Promise<void> {
    const asked = ++this.#requests
    if (this.phase === 'idle') this.phase = 'loading'
    try {
      const query = { reader: this.name }
      const { threads } = await this.book.http.get('/threads', { params: { query } })
      if (asked !== this.#requests) return
      this.threads = threads
      this.problem = null
      this.phase = 'ready'
    } catch (error) {
      if (asked !== this.#requests) return
      this.problem = asProblem(error)
      if (this.phase !== 'ready') this.phase = 'failed'
    }
  }

  /** Open a thread, or close the one that is open. */
  open(thread: number | null): void {
    if (thread === this.#current) return
    this.#current = thread
    this.detail = null
    this.detailProblem = null
    if (thread !== null) void this.#fetch(thread)
  }

  /** The thread `step` further down the list. */
  move(step: number): void {
    const at = this.shown.findIndex((thread) => thread.id === this.#current)
    const next = this.shown[Math.min(Math.max(at + step, 0), this.shown.length - 1)]
    if (next) this.open(next.id)
  }

  /** A new entry by anybody, also by this person. */
  #receive(news: Talked): void {
    for (const listener of this.#listeners) listener(news)
    if (news.kind === 'rule') void this.rules.load()
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      void this.load()
      if (this.#current !== null) void this.#fetch(this.#current)
    }, GATHER)
  }

  listen(listener: (news: Talked) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async start(anchor: AnchorIn, title: string, body: string, key: string): Promise<Thread> {
    const author = this.name
    const made = await this.book.http.post('/threads', {
      body: { author, anchor, title, body, key },
    })
    await this.load()
    return made
  }

  /** Say something; the entry is shown when the server has it. */
  async answer(thread: number, body: string, key = newKey()): Promise<void> {
    await this.book.http.post('/threads/{thread}/entries', {
      params: { path: { thread } },
      body: { author: this.name, body, key },
    })
    await this.#fetch(thread)
  }

  async setState(thread: number, state: ThreadState): Promise<void> {
    await this.book.http.post('/threads/{thread}/state', {
      params: { path: { thread } },
      body: { author: this.name, state },
    })
    await Promise.all([this.#fetch(thread), this.load()])
  }

  /** Apply a proposal, but for the samples that were refused of it. */
  async apply(proposal: number, skipConflicts: boolean): Promise<void> {
    const cells = this.detail?.proposals.find(({ id }) => id === proposal)?.cells ?? []
    const only = this.acceptance.of(proposal, cells)
    await this.book.http.post('/proposals/{proposal}/apply', {
      params: { path: { proposal } },
      body: { author: this.name, skip_conflicts: skipConflicts, only },
    })
    if (this.#current !== null) await this.#fetch(this.#current)
  }

  /** Apply the newest proposal of the open thread that waits, what was changed meanwhile left out. */
  async applyNewest(): Promise<void> {
    const waiting = this.detail?.proposals.findLast((proposal) => proposal.decision === null)
    if (!waiting) return
    const moved = waiting.cells.some(
      ({ sample, field, before, after }) =>
        field === 'label' && ![before, after].includes(this.book.label(this.book.rowOf(sample))),
    )
    try {
      await this.apply(waiting.id, moved)
    } catch (error) {
      this.refused = asProblem(error)
    }
  }

  async decline(proposal: number, note = ''): Promise<void> {
    await this.book.http.post('/proposals/{proposal}/decline', {
      params: { path: { proposal } },
      body: { author: this.name, note },
    })
    if (this.#current !== null) await this.#fetch(this.#current)
  }

  /** Reconnected: entries of the meantime were not received. */
  connected(): void {
    void this.load()
    void this.rules.load()
    if (this.#current !== null) void this.#fetch(this.#current)
  }

  /** Ask about what is selected, or about something else. */
  startQuestion(about?: AnchorIn, text = { title: '', body: '' }): void {
    const { app } = this
    if (!app.edits.mayChange()) return
    const samples = Array.from(app.selection.targets(), (row) => app.sampleAt(row) ?? 0)
    this.draft = about ?? { kind: samples.length === 1 ? 'sample' : 'samples', samples }
    this.draftText = text
    app.ui.dialog = 'question'
  }

  /** Show a thread where people discuss. */
  show(thread: number): void {
    this.app.query.layout = 'discuss'
    this.rules.open = false
    this.open(thread)
  }

  /** Show a sample in the sheet. */
  showSample(sample: number): void {
    const { query, view, book } = this.app
    query.layout = 'sheet'
    view.settle()
    if (view.position(book.rowOf(sample)) < 0) query.clear()
    view.settle()
    this.app.goTo(sample)
  }

  stop(): void {
    this.#stop()
    clearTimeout(this.#timer)
  }

  async #fetch(thread: number): Promise<void> {
    try {
      const params = { path: { thread }, query: { reader: this.name } }
      const detail = await this.book.http.get('/threads/{thread}', { params })
      if (thread !== this.#current) return
      this.detail = detail
      this.detailProblem = null
      if (detail.thread.unread > 0 || detail.thread.mentioned) await this.#read(detail.thread)
    } catch (error) {
      if (thread === this.#current && !this.detail) this.detailProblem = asProblem(error)
    }
  }

  async #read(thread: Thread): Promise<void> {
    const person = this.name
    if (person === '' || !this.book.canEdit) return
    await this.book.http.post('/threads/{thread}/read', {
      params: { path: { thread: thread.id } },
      body: { person, entry: thread.last },
    })
    await this.load()
  }
}

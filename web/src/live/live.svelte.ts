/** The other people in the book: who is online, what they change, what the presenter sees. */

import { asProblem, type Problem } from '../api/problem'
import type { BookStore } from '../book/book.svelte'
import type { ClientMessage, Job, Person, ServerMessage, SharedView, Talked } from '../api/model'
import { newKey } from '../api/keys'
import { Socket } from './socket'
import { throttle } from './throttle'

export type Connection = 'connecting' | 'open' | 'lost'

/** At most one word of one kind in so many ms. */
const PACE = 100

export class Live {
  connection = $state<Connection>('connecting')
  /** Until the next try to connect, while the connection is lost. */
  retryInSeconds = $state(0)
  /** Why the server does not let this page in; null where it does or is not there. */
  refused = $state.raw<Problem | null>(null)
  /** Everybody on the book, me too. */
  people = $state.raw<Person[]>([])
  /** The client who presents; null where nobody does. */
  presenting = $state<string | null>(null)
  /** Do I follow the presenter? */
  following = $state(false)
  /** What the presenter shows. */
  view = $state.raw<SharedView | null>(null)
  /** Called when I follow and the presenter shows something else. */
  onView: (view: SharedView) => void = () => undefined
  /** Called when the connection is open and missed changes are on their way. */
  onOpen: () => void = () => undefined

  /** Called with each job whose state changes. */
  onJob: (job: Job) => void = () => undefined
  /** How many entries have arrived. */
  entryCount = $state(0)
  /** Called with each new entry of a thread. */
  onEntry: (talked: Talked) => void = () => undefined

  #name = $state('')
  #sample: number | null = null
  #countdown: ReturnType<typeof setInterval> | undefined
  readonly #client = newKey()
  readonly #socket: Socket
  readonly #here = throttle<number | null>(PACE, (sample) => this.#send({ type: 'here', sample }))
  readonly #publish = throttle<SharedView>(PACE, (view) => this.#send({ type: 'view', view }))
  readonly #whenStale = new Map<string, (id: number | null) => void>()
  #published = ''

  constructor(
    private readonly book: BookStore,
    url: string,
  ) {
    this.#socket = new Socket(url, {
      open: () => this.#hello(),
      message: (data) => this.#receive(data as ServerMessage),
      lost: (retryAt) => this.#lost(retryAt),
    })
  }

  get me(): { client: string; name: string } {
    return { client: this.#client, name: this.#name }
  }

  /** Who presents; null where nobody does. */
  get presenter(): Person | null {
    return this.people.find((person) => person.client === this.presenting) ?? null
  }

  get isPresenting(): boolean {
    return this.presenting === this.#client
  }

  /** Call `ask` when somebody has changed what this name of a room means. */
  whenStale(what: string, ask: (id: number | null) => void): void {
    this.#whenStale.set(what, ask)
  }

  start(name: string): void {
    this.#name = name
    this.#socket.start()
  }

  stop(): void {
    clearInterval(this.#countdown)
    this.#socket.stop()
  }

  setName(name: string): void {
    if (name === this.#name) return
    this.#name = name
    this.#hello()
  }

  /** Tell the others which row I have under the cursor. */
  here(row: number): void {
    this.#sample = row < 0 ? null : this.book.untrackedColumns.id[row]
    this.#here(this.#sample)
  }

  /** Start or stop presenting. */
  present(on: boolean): void {
    this.#published = ''
    this.#send({ type: 'present', on })
  }

  /** Follow the presenter, or no longer. */
  follow(on: boolean): void {
    this.following = on && this.presenting !== null && !this.isPresenting
    if (this.following && this.view) this.onView(this.view)
  }

  /** Show this to all who follow me, while I present. */
  publishView(view: SharedView): void {
    const text = JSON.stringify(view)
    if (!this.isPresenting || text === this.#published) return
    this.#published = text
    this.#publish(view)
  }

  /** Connect at once instead of waiting for the next try. */
  retryNow(): void {
    this.#socket.retryNow()
  }

  #send(message: ClientMessage): void {
    this.#socket.send(message)
  }

  #hello(): void {
    const { seq } = this.book.untrackedColumns
    this.#send({ type: 'hello', client: this.#client, name: this.#name, since: seq })
  }

  #receive(message: ServerMessage): void {
    switch (message.type) {
      case 'ping':
        this.#send({ type: 'pong' })
        break
      case 'welcome':
        this.#welcome(message)
        break
      case 'changeset':
        this.book.apply(
          message.changeset,
          message.groups,
          message.arrivals,
          message.classes,
          message.columns,
          message.classes_moved,
        )
        break
      case 'reset':
        void this.book.reload()
        break
      case 'person':
        this.people = [...this.#others(message.person.client), message.person]
        break
      case 'left':
        this.people = this.#others(message.client)
        break
      case 'presenting':
        this.#presented(message.client)
        break
      case 'view':
        this.#viewed(message.view)
        break
      case 'version':
        this.book.versionSaved(message.version)
        break
      case 'stale':
        this.#whenStale.get(message.what)?.(message.id)
        break
      case 'job':
        this.onJob(message.job)
        break
      case 'talk':
        this.entryCount++
        this.onEntry(message)
    }
  }

  #welcome(message: Extract<ServerMessage, { type: 'welcome' }>): void {
    clearInterval(this.#countdown)
    this.#socket.settled()
    this.connection = 'open'
    this.refused = null
    this.people = message.people
    if (message.presenting !== this.presenting) this.#presented(message.presenting)
    if (message.view) this.#viewed(message.view)
    // A server with fewer changesets than this page serves another journal: reload everything.
    if (message.seq < this.book.untrackedColumns.seq) void this.book.reload()
    this.#here(this.#sample)
    this.onOpen()
  }

  #presented(client: string | null): void {
    this.presenting = client
    this.view = null
    this.following = client !== null && client !== this.#client
  }

  #viewed(view: SharedView): void {
    this.view = view
    if (this.following) this.onView(view)
  }

  #others(client: string): Person[] {
    return this.people.filter((person) => person.client !== client)
  }

  #lost(retryAt: number): void {
    this.connection = 'lost'
    this.people = []
    clearInterval(this.#countdown)
    const count = (): void => {
      this.retryInSeconds = Math.max(0, Math.ceil((retryAt - Date.now()) / 1000))
    }
    count()
    this.#countdown = setInterval(count, 500)
    void this.#loadRefusal()
  }

  /** A refused websocket does not say why; a plain request does. */
  async #loadRefusal(): Promise<void> {
    try {
      await this.book.http.get('/book')
      this.refused = null
    } catch (error) {
      const problem = asProblem(error)
      this.refused = [401, 403].includes(problem.status) ? problem : null
    }
  }
}

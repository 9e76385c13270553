/** A small labelbook server for tests: real HTTP and websockets, a journal in memory. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Cell, Changeset, Person, Role, SharedView } from '../src/api/model'
import { namesFile, snapshotFile, type SampleRow } from './columns-file'
import { Refusal, TinyJournal, type EditBody } from './tiny-journal'
import { TinyLooks } from './tiny-looks'

interface Client {
  socket: WebSocket
  person: Person | null
}

export class TinyServer {
  readonly journal: TinyJournal
  readonly looks: TinyLooks
  role: Role = 'reviewer'
  /** Answers every request with this status, while it is not null. */
  broken: number | null = null
  /** Stores the next edit, but breaks the connection instead of answering. */
  loseNextAnswer = false
  /** Requests seen: "POST /api/changesets". */
  readonly seen: string[] = []
  url = ''

  readonly #clients = new Set<Client>()
  #http = createServer((request, response) => void this.#answer(request, response))
  #live = new WebSocketServer({ noServer: true })
  #port = 0
  #presenting: string | null = null
  #view: SharedView | null = null

  constructor(classes: string[], samples: SampleRow[]) {
    this.journal = new TinyJournal(classes, samples)
    this.journal.onChangeset = (told) =>
      this.#tellAll({ type: 'changeset', ...told, added: told.changeset.added })
    this.looks = new TinyLooks(this.journal)
    this.looks.onJob = (job) => this.#tellAll({ type: 'job', job })
    this.#wire()
  }

  get liveUrl(): string {
    return this.url.replace('http', 'ws') + '/api/live'
  }

  async start(): Promise<this> {
    await new Promise<void>((done) => this.#http.listen(this.#port, '127.0.0.1', done))
    this.#port = (this.#http.address() as AddressInfo).port
    this.url = `http://127.0.0.1:${this.#port}`
    return this
  }

  /** Go down, as when the network breaks; start() comes back on the same port. */
  async stop(): Promise<void> {
    for (const { socket } of this.#clients) socket.terminate()
    this.#clients.clear()
    this.#http.closeAllConnections()
    await new Promise<void>((done) => this.#http.close(() => done()))
    this.#http = createServer((request, response) => void this.#answer(request, response))
    this.#wire()
  }

  /** Somebody else edits, straight in the journal. */
  edit(author: string, field: string, samples: number[], after: Cell): Changeset | null {
    return this.journal.edit({
      author,
      message: '',
      tool: 'sheet',
      edits: [{ field, samples, after }],
    })
  }

  people(): string[] {
    return [...this.#clients].map(({ person }) => person?.name ?? '?')
  }

  #wire(): void {
    this.#http.on('upgrade', (request, socket, head) => {
      this.#live.handleUpgrade(request, socket, head, (client) => this.#join(client))
    })
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://here')
    this.seen.push(`${request.method ?? ''} ${url.pathname}`)
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString()
    try {
      if (this.broken !== null) throw new Refusal(this.broken, 'broken', 'It is broken.')
      const body = this.#route(request.method ?? 'GET', url, text)
      if (this.loseNextAnswer && request.method === 'POST') {
        this.loseNextAnswer = false
        request.socket.destroy()
        return
      }
      if (body instanceof ArrayBuffer) response.end(Buffer.from(body))
      else response.setHeader('content-type', 'application/json').end(JSON.stringify(body))
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal(500, 'internal', String(error))
      response.statusCode = refusal.status
      response.end(JSON.stringify(refusal.problem))
    }
  }

  #route(method: string, url: URL, text: string): unknown {
    const { journal } = this
    const { pathname, searchParams } = url
    const look = this.looks.answer(method, url, text)
    if (look !== undefined) return look
    const rows = { seq: journal.seq, classes: journal.classes, samples: journal.samples }
    if (pathname === '/api/book') return this.#info()
    if (pathname === '/api/snapshot') return snapshotFile(rows)
    if (pathname === '/api/names') return namesFile(rows)
    const revert = /^\/api\/changesets\/(\d+)\/(undo|redo)$/.exec(pathname)
    if (revert) {
      const body = JSON.parse(text) as { author: string; key: string; skip_conflicts: boolean }
      const undo = revert[2] === 'undo'
      return { changeset: journal.revert(Number(revert[1]), undo, body) }
    }
    const one = /^\/api\/changesets\/(\d+)$/.exec(pathname)
    if (one) return journal.told(Number(one[1]))
    if (pathname !== '/api/changesets') throw new Refusal(404, 'not-found', `No ${pathname} here.`)
    if (method === 'POST') return { changeset: journal.edit(JSON.parse(text) as EditBody) }
    const author = searchParams.get('author')
    const before = Number(searchParams.get('before') ?? Infinity)
    const all = journal.changesets.filter(
      (changeset) => changeset.id < before && (author === null || changeset.author === author),
    )
    return { changesets: all.reverse().slice(0, Number(searchParams.get('limit') ?? 50)) }
  }

  #info(): object {
    const { seq, classes, samples } = this.journal
    const counts = { samples: samples.length, skipped: 0, contest_limit: 10_000 }
    const rest = {
      shared: false,
      labelbook: '0.1.0',
      splits: ['train', 'val', 'test'],
      versions: [],
    }
    return { name: 'tiny', seq, role: this.role, classes, ...counts, ...rest }
  }

  #join(socket: WebSocket): void {
    const client: Client = { socket, person: null }
    this.#clients.add(client)
    socket.on('message', (data: Buffer) => this.#hear(client, JSON.parse(data.toString())))
    socket.on('close', () => {
      this.#clients.delete(client)
      if (client.person) this.#tellAll({ type: 'left', client: client.person.client })
    })
  }

  #hear(client: Client, message: Record<string, unknown>): void {
    const { journal } = this
    const id = client.person?.client ?? null
    if (message.type === 'hello') {
      const { client: name, since } = message as { client: string; since: number }
      client.person = {
        client: name,
        name: String(message.name),
        colour: 0,
        sample: null,
        role: this.role,
      }
      const people = [...this.#clients].flatMap(({ person }) => (person ? [person] : []))
      const now = { presenting: this.#presenting, view: this.#view }
      this.#tell(client, { type: 'welcome', client: name, seq: journal.seq, people, ...now })
      for (const changeset of journal.changesets.filter((changeset) => changeset.id > since)) {
        const told = journal.told(changeset.id)
        this.#tell(client, { type: 'changeset', ...told, added: changeset.added })
      }
      this.#tellAll({ type: 'person', person: client.person })
    } else if (message.type === 'here' && client.person) {
      client.person.sample = message.sample as number | null
      this.#tellAll({ type: 'person', person: client.person })
    } else if (message.type === 'present') {
      this.#presenting = message.on ? id : null
      this.#tellAll({ type: 'presenting', client: this.#presenting })
    } else if (message.type === 'view' && id === this.#presenting) {
      this.#view = message.view as SharedView
      this.#tellAll({ type: 'view', client: id, view: this.#view })
    }
  }

  /** Say that something has changed, as the server does. */
  stale(what: string, id: number | null = null): void {
    this.#tellAll({ type: 'stale', what, id })
  }

  #tellAll(message: object): void {
    for (const client of this.#clients) if (client.person) this.#tell(client, message)
  }

  #tell({ socket }: Client, message: object): void {
    socket.send(JSON.stringify(message))
  }
}

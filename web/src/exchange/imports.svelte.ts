/** Images on their way into the book: files are sent, looked at, settled, and imported. */

import type { Client } from '../api/client'
import { exampleUrl } from '../api/urls'
import { asProblem } from '../api/problem'
import type { ImportAnswer, ImportPreview, ImportReport, Split } from '../api/model'
import type { Jobs } from '../live/jobs.svelte'
import type { Chosen } from './files'

type Phase = 'choose' | 'sending' | 'preview' | 'importing' | 'done'

/** A file goes in parts of this size, bytes; so many files at a time. */
const PART = 16 * 2 ** 20
const AT_ONCE = 4
/** Reading a large archive takes a while, ms. */
const PATIENCE = 300_000

export class Imports {
  phase = $state<Phase>('choose')
  /** Bytes that were sent, and of how many. */
  sent = $state(0)
  total = $state(0)
  preview = $state.raw<ImportPreview | null>(null)
  report = $state.raw<ImportReport | null>(null)
  problem = $state('')
  busy = $state(false)
  split = $state<Split | ''>('')
  /** The questions that were answered, in their order. */
  settled = $state.raw<{ says: string; answer: ImportAnswer }[]>([])
  job = $state<string | null>(null)
  #id = ''
  /** Counts what was begun, so that the answer to something given up is not taken. */
  #turn = 0
  readonly #stop: () => void

  constructor(
    private readonly http: Client,
    private readonly jobs: Jobs,
    private readonly author: () => string,
  ) {
    this.#stop = jobs.onDone((job) => {
      if (job.kind === 'import' && this.phase === 'importing') void this.#finish()
    })
  }

  stop(): void {
    this.#stop()
  }

  /** What the answers amount to: option -> value. */
  get settings(): Record<string, string> {
    return Object.assign({}, ...this.settled.map(({ answer }) => answer.settings)) as Record<
      string,
      string
    >
  }

  /** Is there a question without which nothing can be imported? */
  get isOpen(): boolean {
    return this.preview?.doubts.some(({ asks }) => asks) ?? false
  }

  example(path: string): string {
    return exampleUrl(this.#id, path, JSON.stringify(this.settings))
  }

  /** Send files and look at them. */
  send(files: readonly Chosen[]): Promise<void> {
    if (files.length === 0) return Promise.resolve()
    return this.#try('sending', async (turn) => {
      this.sent = 0
      this.total = files.reduce((sum, { file }) => sum + file.size, 0)
      const { id } = await this.http.post('/import/uploads', { body: { bytes: this.total } })
      this.#id = id
      const waiting = [...files]
      const line = async (): Promise<void> => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          if (turn !== this.#turn) return
          await this.#sendOne(id, next, turn)
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, line))
      if (turn === this.#turn) await this.#look(turn)
    })
  }

  /** Look at a folder of the computer that labelbook runs on. */
  openFolder(folder: string): Promise<void> {
    return this.#try('choose', async (turn) => {
      const { id } = await this.http.post('/import/folders', { body: { folder } })
      this.#id = id
      await this.#look(turn)
    })
  }

  /** Answer a question and look again. */
  settle(says: string, answer: ImportAnswer): Promise<void> {
    this.settled = [...this.settled, { says, answer }]
    return this.look()
  }

  /** Take the last answer back. */
  askAgain(): Promise<void> {
    this.settled = this.settled.slice(0, -1)
    return this.look()
  }

  /** Look again, as things are settled now. */
  look(): Promise<void> {
    return this.#try('preview', (turn) => this.#look(turn))
  }

  /** Import what was looked at. */
  start(): Promise<void> {
    return this.#try('preview', async () => {
      const body = { ...this.#asked(), author: this.author() }
      const job = await this.http.post('/import', { body }, PATIENCE)
      this.job = job.id
      this.phase = 'importing'
      this.jobs.update(job)
      await this.#finish()
    })
  }

  /** Give up what is not imported yet, and begin anew. */
  reset(): void {
    this.#turn++
    if (this.#id !== '' && ['sending', 'preview'].includes(this.phase)) {
      const params = { path: { id: this.#id } }
      // Where that fails, the server removes it after a day.
      this.http.post('/import/uploads/{id}/abandon', { params }).catch(() => undefined)
    }
    this.#id = ''
    this.phase = 'choose'
    this.preview = this.report = this.job = null
    this.settled = []
    this.split = ''
    this.problem = ''
    this.busy = false
  }

  async #sendOne(id: string, { path, file }: Chosen, turn: number): Promise<void> {
    let at = 0
    do {
      if (turn !== this.#turn) return
      const part = new Blob([file.slice(at, at + PART)], { type: 'application/octet-stream' })
      const params = { path: { id }, query: { path, at } }
      await this.http.upload('/import/uploads/{id}/files', part, { params }, PATIENCE)
      at += part.size
      this.sent += part.size
    } while (at < file.size)
  }

  async #look(turn: number): Promise<void> {
    const found = await this.http.post('/import/preview', { body: this.#asked() }, PATIENCE)
    if (turn !== this.#turn) return
    this.preview = found
    this.phase = 'preview'
  }

  /** Fetch what the import did, if it is done. */
  async #finish(): Promise<void> {
    const { report } = await this.http.get('/import/{id}', { params: { path: { id: this.#id } } })
    if (report === null) return
    this.report = report
    this.phase = 'done'
  }

  #asked(): { id: string; split: Split | null; settings: Record<string, string> } {
    return { id: this.#id, split: this.split || null, settings: this.settings }
  }

  /** Do something; a refusal is told, and leads back to where the person can mend it. */
  async #try(phase: Phase, what: (turn: number) => Promise<void>): Promise<void> {
    const turn = ++this.#turn
    this.problem = ''
    this.busy = true
    this.phase = phase
    try {
      await what(turn)
    } catch (error) {
      if (turn !== this.#turn) return
      this.problem = asProblem(error).detail
      if (this.phase === 'sending') this.phase = 'choose'
    } finally {
      if (turn === this.#turn) this.busy = false
    }
  }
}

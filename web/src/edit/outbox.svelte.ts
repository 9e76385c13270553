/** The queue of edits to send: one at a time, in order, none lost. */

import { asProblem, isUnreachable, type Problem } from '../api/problem'

/** Why edits wait: no answer from the server, or it asks to sign in. */
export type Pause = 'unreachable' | 'sign-in'

export interface Carrier<T> {
  /** Send one operation; throws a ProblemError where that fails. */
  send(operation: T): Promise<void>
  /** The server refused it for good; it has left the queue. */
  refused(operation: T, problem: Problem): void
}

/** How a queue is stored. */
export interface Codec<T> {
  write(operations: readonly T[]): string
  read(text: string): T[]
}

const FIRST_RETRY = 500
const LAST_RETRY = 8_000
/** How often an operation that makes the server fail (5xx) is sent. */
const TRIES = 3

export class Outbox<T extends { sent: boolean }> {
  /** How many operations the server has not answered yet. */
  waiting = $state(0)
  pause = $state.raw<Pause | null>(null)

  #queue: T[] = []
  #sending: T | null = null
  #failures = 0
  #retry = FIRST_RETRY
  #timer: ReturnType<typeof setTimeout> | undefined
  #key = ''
  #stopped = false

  constructor(
    private readonly carrier: Carrier<T>,
    private readonly storage: Storage | null,
    private readonly codec: Codec<T> | null = null,
  ) {}

  /** The operation that is being sent. */
  get sending(): T | null {
    return this.#sending
  }

  add(operation: T): void {
    this.#queue.push(operation)
    this.#changed()
    void this.#pump()
  }

  /** Remove the newest operation from the queue, if it was never sent. */
  takeBack(): T | null {
    const newest = this.#queue.at(-1)
    if (!newest || newest.sent) return null
    this.#remove(newest)
    return newest
  }

  /** Send what waits, now: the connection is back. */
  kick(): void {
    this.#retry = FIRST_RETRY
    void this.#pump()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  /**
   * Return what waited for this book when the page was last closed, and store the queue from
   * now on.
   */
  open(book: string): T[] {
    this.#key = `labelbook:waiting:${book}`
    try {
      const kept = this.codec?.read(this.storage?.getItem(this.#key) ?? '[]') ?? []
      // They may have reached the server; their keys make it safe to send them again.
      return kept.map((operation) => ({ ...operation, sent: true }))
    } catch {
      return []
    }
  }

  /** Store the queue after a change. */
  keep(): void {
    if (!this.#key || !this.codec) return
    try {
      if (this.#queue.length === 0) this.storage?.removeItem(this.#key)
      else this.storage?.setItem(this.#key, this.codec.write(this.#queue))
    } catch {
      // Too much for the storage: it is still sent, and leaving the page warns.
    }
  }

  async #pump(): Promise<void> {
    clearTimeout(this.#timer)
    while (this.#queue.length > 0 && !this.#sending && !this.#stopped) {
      const operation = this.#queue[0]
      this.#sending = operation
      operation.sent = true
      let problem: Problem | null = null
      try {
        await this.carrier.send(operation)
      } catch (error) {
        problem = asProblem(error)
      }
      this.#sending = null
      if (this.#stopped) return
      if (problem && this.#mayPass(problem)) {
        this.pause = problem.status === 401 ? 'sign-in' : 'unreachable'
        this.#timer = setTimeout(() => void this.#pump(), this.#retry)
        this.#retry = Math.min(this.#retry * 2, LAST_RETRY)
        return
      }
      this.pause = null
      this.#failures = 0
      this.#retry = FIRST_RETRY
      this.#remove(operation)
      if (problem) this.carrier.refused(operation, problem)
    }
  }

  /** Is it worth sending the same again? */
  #mayPass(problem: Problem): boolean {
    if (isUnreachable(problem) || problem.status === 401) return true
    return problem.status >= 500 && ++this.#failures < TRIES
  }

  #remove(operation: T): void {
    this.#queue = this.#queue.filter((other) => other !== operation)
    this.#changed()
  }

  #changed(): void {
    this.waiting = this.#queue.length
    this.keep()
  }
}

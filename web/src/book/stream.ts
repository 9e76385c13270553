/** Changesets in order: each applied once; those that arrive early wait for the ones before. */

import type { News } from '../api/model'

/** arrivals: null where they are too many to list, or were not asked for. */
export type Received = News

/** How long a missing changeset may be late before everything is fetched again, ms. */
const PATIENCE = 2_000

export class Stream {
  #early = new Map<number, Received>()
  #due: { seq: number; run: () => void }[] = []
  #recording: Received[] | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  /** seq: what has been taken. take: take the next one. missed: one did not come in time. */
  constructor(
    private readonly seq: () => number,
    private readonly take: (received: Received) => void,
    private readonly missed: () => void,
  ) {}

  receive(received: Received): void {
    this.#recording?.push(received)
    if (received.changeset.id <= this.seq()) return
    this.#early.set(received.changeset.id, received)
    this.#drain()
    clearTimeout(this.#timer)
    if (this.#early.size > 0) this.#timer = setTimeout(this.missed, PATIENCE)
  }

  /** Do something as soon as changeset `seq` has been taken. */
  whenTaken(seq: number, run: () => void): void {
    this.#due.push({ seq, run })
    this.#runDue()
  }

  /** Columns are being fetched: remember what comes meanwhile. */
  record(): void {
    this.#recording = []
  }

  /** New columns are there: take again what came while they were fetched and is not in them. */
  replay(): void {
    const recorded = this.#recording ?? []
    this.#recording = null
    for (const id of this.#early.keys()) if (id <= this.seq()) this.#early.delete(id)
    for (const received of recorded) this.receive(received)
    this.#drain()
    this.#runDue()
  }

  #drain(): void {
    for (;;) {
      const next = this.#early.get(this.seq() + 1)
      if (!next) return
      this.#early.delete(next.changeset.id)
      this.take(next)
      this.#runDue()
    }
  }

  #runDue(): void {
    const seq = this.seq()
    const due = this.#due.filter((one) => one.seq <= seq)
    this.#due = this.#due.filter((one) => one.seq > seq)
    for (const { run } of due) run()
  }
}

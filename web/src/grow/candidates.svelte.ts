/** Candidates: images made by a job, left out or added by a person. */

import type { BookStore } from '../book/book.svelte'
import type { Candidate, CandidateSet } from '../api/grow'
import { asProblem, type Problem } from '../api/problem'
import { isActive, type Jobs } from '../live/jobs.svelte'
import type { Changeset, Job } from '../api/model'

const PATIENCE = 120_000
/** Changes of the book are gathered for so long, ms. */
const GATHER = 400

export class Candidates {
  /** The sets of which something waits, the newest first; null before they were fetched. */
  sets = $state.raw<CandidateSet[] | null>(null)
  /** The set that is shown. */
  chosen = $state<number | null>(null)
  /** The request that is on its way. */
  busy = $state<'start' | 'accept' | null>(null)
  problem = $state.raw<Problem | null>(null)
  seed = 0

  #sending = 0
  #mine = $state<Job['id'] | null>(null)
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #stop: () => void

  constructor(
    private readonly book: BookStore,
    private readonly jobs: Jobs,
    private readonly name: () => string,
  ) {
    this.#stop = jobs.onDone((job) => {
      if (job.kind !== 'boost' && job.kind !== 'compose') return
      void this.load().then(() => (this.chosen = this.sets?.[0]?.id ?? null))
    })
  }

  get open(): CandidateSet | null {
    return this.sets?.find(({ id }) => id === this.chosen) ?? this.sets?.[0] ?? null
  }

  /** How many wait in all. */
  get waiting(): number {
    return (this.sets ?? []).reduce((sum, { waiting }) => sum + waiting, 0)
  }

  /** The job that makes candidates now, or null. */
  get job(): Job | null {
    return this.#newest(isActive)
  }

  /** The job that this page started and that has ended. */
  get ended(): Job | null {
    return this.#newest((job) => !isActive(job) && job.id === this.#mine)
  }

  async load(): Promise<void> {
    await this.#request(null, async () => {
      const { sets } = await this.book.http.get('/grow/candidates')
      // What is left out just now is known better here.
      if (this.#sending === 0) this.sets = sets
    })
  }

  /** Load again in a moment: somebody decided on candidates. */
  reloadSoon(): void {
    if (this.sets === null) return
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.load(), GATHER)
  }

  /** Make candidates near the mistakes of a cell of the confusion matrix; null: those of val. */
  async boost(truth: string, predicted: string, mistakes: number[] | null = null): Promise<void> {
    const { seed } = this
    const body = { author: this.#author(), truth, predicted, mistakes, count: 48, seed }
    await this.#start(() => this.book.http.post('/grow/boost', { body }))
  }

  /** Compose samples from strokes, up to a total of train and val; null: a few hundred attempts. */
  async compose(total: number | null): Promise<void> {
    const body = { author: this.#author(), total, seed: this.seed }
    await this.#start(() => this.book.http.post('/grow/compose', { body }))
  }

  /** Leave candidates out, or restore them; shown here at once. */
  async leaveOut(set: CandidateSet, places: number[], back: boolean): Promise<void> {
    if (places.length === 0) return
    const state = back ? 'waiting' : 'left out'
    const by = back ? null : this.#author()
    const moved = new Set(places)
    this.#show(set.id, (each) => (moved.has(each.place) ? { ...each, state, by } : each))
    this.#sending++
    try {
      await this.#request(null, () =>
        this.book.http.post('/grow/candidates/{id}/left-out', {
          params: { path: { id: set.id } },
          body: { author: this.#author(), places, back },
        }),
      )
    } finally {
      if (--this.#sending === 0) this.reloadSoon()
    }
  }

  /** Add the waiting candidates of a set; return the changeset. */
  async accept(set: CandidateSet): Promise<Changeset | null> {
    if (this.busy !== null) return null
    const now = this.sets?.find(({ id }) => id === set.id) ?? set
    const places = now.candidates.filter((each) => each.state === 'waiting').map((c) => c.place)
    if (places.length === 0) return null
    let made: Changeset | null = null
    await this.#request('accept', async () => {
      const message = set.truth ? `near ${set.truth} mistaken for ${set.predicted}` : set.source
      const answer = await this.book.http.post(
        '/grow/candidates/{id}',
        {
          params: { path: { id: set.id } },
          body: { author: this.#author(), message, places },
        },
        PATIENCE,
      )
      made = answer.changeset
    })
    await this.load()
    return made
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#stop()
  }

  #newest(wanted: (job: Job) => boolean): Job | null {
    const kinds = ['boost', 'compose']
    return this.jobs.all.findLast((job) => kinds.includes(job.kind) && wanted(job)) ?? null
  }

  #show(id: number, how: (each: Candidate) => Candidate): void {
    this.sets = (this.sets ?? []).map((set) => {
      if (set.id !== id) return set
      const candidates = set.candidates.map(how)
      const waiting = candidates.filter(({ state }) => state === 'waiting').length
      return { ...set, candidates, waiting }
    })
  }

  async #start(how: () => Promise<Job>): Promise<void> {
    await this.#request('start', async () => {
      const job = await how()
      this.#mine = job.id
      this.jobs.update(job)
      this.seed++
    })
  }

  #author(): string {
    return this.name() || 'unknown'
  }

  async #request(what: 'start' | 'accept' | null, work: () => Promise<unknown>): Promise<void> {
    if (what !== null) [this.busy, this.problem] = [what, null]
    try {
      await work()
    } catch (error) {
      this.problem = asProblem(error)
    } finally {
      if (what !== null) this.busy = null
    }
  }
}

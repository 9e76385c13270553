/** Long work on the server: what runs, how far it is, and how to start and stop it. */

import type { Client } from '../api/client'
import type { Job, JobKind } from '../api/model'

export class Jobs {
  /** Newest last. */
  all = $state.raw<Job[]>([])
  readonly #listeners = new Set<(job: Job) => void>()

  constructor(private readonly http: Client) {}

  /** The newest job of a kind; null where there was none. */
  of(kind: JobKind): Job | null {
    return this.all.findLast((job) => job.kind === kind) ?? null
  }

  /** What waits or runs now. */
  get active(): Job[] {
    return this.all.filter(isActive)
  }

  /** Do something whenever a job is done. */
  onDone(listener: (job: Job) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async load(): Promise<void> {
    const { jobs } = await this.http.get('/jobs')
    for (const job of jobs) this.update(job)
  }

  /** Start a job, or learn of the one of this kind that runs already. */
  async start(kind: JobKind): Promise<void> {
    this.update(await this.http.post('/jobs', { body: { kind } }))
  }

  async cancel(id: Job['id']): Promise<void> {
    this.update(await this.http.post('/jobs/{id}/cancel', { params: { path: { id } } }))
  }

  /** A job's state from the server. */
  update(job: Job): void {
    const before = this.all.find((other) => other.id === job.id)
    this.all = before
      ? this.all.map((other) => (other.id === job.id ? job : other))
      : [...this.all, job]
    if (job.state === 'done' && before?.state !== 'done') {
      for (const listener of this.#listeners) listener(job)
    }
  }
}

export function isActive(job: Job): boolean {
  return job.state === 'waiting' || job.state === 'running'
}

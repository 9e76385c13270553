/** Requests of the room Evaluate whose answers are not stored. */

import type { BookStore } from '../book/book.svelte'
import type { By, Estimate, Model, RunDetail } from './types'
import type { Job } from '../api/model'

export interface Pair {
  first: string
  second: string
}

export class EvaluationServer {
  constructor(protected readonly book: BookStore) {}

  curve(run: string): Promise<RunDetail> {
    return this.book.http.get('/evaluate/runs/{run}', { params: { path: { run } } })
  }

  estimate(version: string, model: Model, seeds: number, epochs: number): Promise<Estimate> {
    const query = { version, model, seeds, epochs }
    return this.book.http.get('/evaluate/estimate', { params: { query } })
  }

  /** Queue the training on a version. */
  start(version: string, model: Model, seeds: number, epochs: number): Promise<Job> {
    const named = version === 'now' ? null : version
    return this.book.http.post('/evaluate', { body: { version: named, model, seeds, epochs } })
  }

  attribute({ first, second }: Pair, by: By, model: Model): Promise<Job> {
    return this.book.http.post('/evaluate/attribute', { body: { first, second, by, model } })
  }
}

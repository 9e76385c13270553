/** What is asked of the server about judging, and not kept. */

import type { BookStore } from '../book/book.svelte'
import type { Estimate, RunDetail } from './types'
import type { Job } from '../api/model'

export interface Pair {
  first: string
  second: string
}

export class JudgeServer {
  constructor(protected readonly book: BookStore) {}

  curve(run: string): Promise<RunDetail> {
    return this.get(`runs/${run}`)
  }

  estimate(version: string, model: string, seeds: number, epochs: number): Promise<Estimate> {
    const wanted = { version, model, seeds: String(seeds), epochs: String(epochs) }
    return this.get(`estimate?${new URLSearchParams(wanted).toString()}`)
  }

  /** Put a version into the line of what is trained. */
  start(version: string, model: string, seeds: number, epochs: number): Promise<Job> {
    const named = version === 'now' ? null : version
    return this.book.http.post('/api/evaluate', { version: named, model, seeds, epochs })
  }

  attribute({ first, second }: Pair, by: string, model: string): Promise<Job> {
    return this.book.http.post('/api/evaluate/attribute', { first, second, by, model })
  }

  protected get<T>(path: string): Promise<T> {
    return this.book.http.get(`/api/evaluate/${path}`)
  }
}

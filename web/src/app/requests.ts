/** Requests made on demand: one sample, one changeset, files. */

import type { Client } from '../api/client'
import type { HistoryEntry, Neighbour, News } from '../api/model'
import type { Sample, Skipped, SplitProposal, Version } from '../api/model'
import type { Lens } from '../query/query.svelte'

/** Timeout of computing a split, which reads every sample, ms. */
const PATIENCE = 300_000

/** Every method throws a ProblemError in words where the server refuses. */
export class Requests {
  constructor(private readonly http: Client) {}

  /** A sample and its changes, newest first. */
  sample(id: number): Promise<{ sample: Sample; history: HistoryEntry[] }> {
    return this.http.get('/samples/{sample}', { params: { path: { sample: id } } })
  }

  /** A changeset and all its changes. */
  changeset(id: number): Promise<News> {
    return this.http.get('/changesets/{changeset}', { params: { path: { changeset: id } } })
  }

  /** The samples most like another, the nearest first. */
  async neighbours(id: number, lens: Lens, limit = 60): Promise<Neighbour[]> {
    const params = { path: { sample: id }, query: { lens, limit } }
    const { neighbours } = await this.http.get('/neighbours/{sample}', { params })
    return neighbours
  }

  /** Work out a better split, and make it unless `dryRun`. val: the share of val, 0 to 1. */
  split(val: number, dryRun: boolean, author: string): Promise<SplitProposal> {
    const by = { author: author || 'somebody', message: 'A better split' }
    return this.http.post('/split', { body: { val, dry_run: dryRun, ...by } }, PATIENCE)
  }

  /** The files that imports left out, and why. */
  async skipped(): Promise<Skipped[]> {
    const { skipped } = await this.http.get('/skipped')
    return skipped
  }

  /** Name the current state, or the one after changeset `at`. */
  saveVersion(name: string, author: string, { at = null as number | null } = {}): Promise<Version> {
    return this.http.post('/versions', { body: { name, author, at } })
  }

  /** An export, named as the server names it. version: null for now; samples: ids, null for all. */
  export(
    format: string,
    version: string | null = null,
    samples: number[] | null = null,
  ): Promise<File> {
    if (samples === null)
      return this.http.file('get', '/export', { params: { query: { format, version } } })
    return this.http.file('post', '/export', { body: { format, version, samples } })
  }
}

/** What is asked of the server only when somebody looks: one sample, one changeset, files. */

import type { Http } from '../api/http'
import type { ChangeGroup, Changeset, HistoryEntry, Neighbour } from '../api/model'
import type { Sample, Skipped, SplitProposal, Version } from '../api/model'
import type { Lens } from '../query/query.svelte'

/** Working out a split looks at every sample, ms. */
const PATIENCE = 300_000

/** Every method throws a ProblemError in words where the server refuses. */
export class Ask {
  constructor(private readonly http: Http) {}

  /** A sample and its changes, newest first. */
  sample(id: number): Promise<{ sample: Sample; history: HistoryEntry[] }> {
    return this.http.get(`/api/samples/${id}`)
  }

  /** A changeset and all its changes. */
  changeset(id: number): Promise<{ changeset: Changeset; groups: ChangeGroup[] }> {
    return this.http.get(`/api/changesets/${id}`)
  }

  /** The samples most like another, the nearest first. */
  async neighbours(id: number, lens: Lens, limit = 60): Promise<Neighbour[]> {
    const { neighbours } = await this.http.get<{ neighbours: Neighbour[] }>(
      `/api/neighbours/${id}?lens=${lens}&limit=${limit}`,
    )
    return neighbours
  }

  /** Work out a better split, and make it unless `dryRun`. val: the share of val, 0 to 1. */
  split(val: number, dryRun: boolean, author: string): Promise<SplitProposal> {
    return this.http.post(
      '/api/split',
      { val, dry_run: dryRun, author: author || 'somebody', message: 'A better split' },
      PATIENCE,
    )
  }

  /** The files that imports left out, and why. */
  async skipped(): Promise<Skipped[]> {
    const { skipped } = await this.http.get<{ skipped: Skipped[] }>('/api/skipped')
    return skipped
  }

  /** Give the state of now a name, or that after changeset `at`. */
  saveVersion(name: string, author: string, { at = null as number | null } = {}): Promise<Version> {
    return this.http.post('/api/versions', { name, author, at })
  }

  /** Where an export is downloaded from; format: of the registry, or report or map; version: a name, or null for now. */
  exportUrl(format: string, version: string | null = null): string {
    const parameters = new URLSearchParams({ format })
    if (version !== null) parameters.set('version', version)
    return `/api/export?${parameters.toString()}`
  }
}

/** Asks the server to add, change and remove columns; the live channel tells what became of it. */

import type { Client } from '../api/client'
import type { components } from '../api/schema'
import type { MetadataHeader } from '../book/metadata'

type Change = Omit<components['schemas']['ColumnChangeIn'], 'author' | 'name'>

/** Every method throws a ProblemError in words where the server refuses. */
export class ColumnChanges {
  /** author: who I am now. */
  constructor(
    private readonly http: Client,
    private readonly author: () => string,
  ) {}

  async add(name: string, kind: MetadataHeader['kind']): Promise<void> {
    await this.http.post('/columns', { body: { author: this.author(), name, kind } })
  }

  async change(name: string, change: Change): Promise<void> {
    const body = { author: this.author(), name, ...change }
    await this.http.post('/columns/change', { body })
  }

  async remove(name: string): Promise<void> {
    await this.http.post('/columns/remove', { body: { author: this.author(), name } })
  }
}

/** What labelbook and its plugins know, in words: the kinds of issue, the formats. */

import type { Client } from './client'
import type { components } from './schema'

export type KindWords = components['schemas']['IssueKindOut']
export type Format = components['schemas']['ExporterOut']

export class Registry {
  /** Most pressing first; empty until they have come. */
  kinds = $state.raw<KindWords[]>([])
  formats = $state.raw<Format[]>([])

  constructor(private readonly http: Client) {}

  /** Fetch what there is, unless it is there; a failure leaves names without words. */
  async load(): Promise<void> {
    if (this.kinds.length > 0) return
    try {
      const { issue_kinds, exporters } = await this.http.get('/registry')
      this.kinds = issue_kinds
      this.formats = exporters
    } catch {
      // Asked again with the book.
    }
  }

  /** A kind of issue in words; its name alone where there are none. */
  kind(name: string): KindWords {
    const known = this.kinds.find((kind) => kind.name === name)
    if (known) return known
    const plain = { pairs: false, excluded_by: false, mended_by_split: false }
    return { name, title: name, says: '', keep: 'It is right', ...plain }
  }
}

/** A phrase as a sentence. */
export function sentence(phrase: string): string {
  return phrase === '' ? '' : `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}.`
}

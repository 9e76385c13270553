/** What plugins can add to, in words: the kinds of issue, the formats, the fixed models. */

import type { Client } from './client'
import type { components } from './schema'

export type KindWords = components['schemas']['IssueKindOut']
export type Format = components['schemas']['ExporterOut']
export type ModelWords = components['schemas']['ModelOut']

export class Registry {
  /** Most pressing first; empty until they have come. */
  kinds = $state.raw<KindWords[]>([])
  formats = $state.raw<Format[]>([])
  models = $state.raw<ModelWords[]>([])

  constructor(private readonly http: Client) {}

  /** Fetch what there is, unless it is there; a failure leaves names without words. */
  async load(): Promise<void> {
    if (this.kinds.length > 0) return
    try {
      const { issue_kinds, exporters, models } = await this.http.get('/registry')
      this.kinds = issue_kinds
      this.formats = exporters
      this.models = models
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

  /** A fixed model in words; its name alone where there are none. */
  model(name: string): ModelWords {
    const known = this.models.find((model) => model.name === name)
    if (known) return known
    return { name, says: '', takes_epochs: false, takes_command: false, uses_embeddings: false }
  }
}

/** A phrase as a sentence. */
export function sentence(phrase: string): string {
  return phrase === '' ? '' : `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}.`
}

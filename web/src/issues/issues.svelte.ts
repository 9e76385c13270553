/** The issues that the server found, and which of them are still open. */

import type { BookStore } from '../book/book.svelte'
import { openColumns } from '../book/columns'
import { asProblem, type Problem } from '../api/problem'
import type { Registry } from '../api/registry.svelte'
import type { Jobs } from '../live/jobs.svelte'
import type { Issue, IssueKind, IssueList } from '../api/model'

/** moved: of a leak, the two lie in one split now. */
export type Decision = 'relabelled' | 'kept' | 'excluded' | 'moved'

/** One value per row of the book; NaN and 0 where there is no issue with the label. */
export interface LabelIssues {
  score: Float32Array
  suggestion: Uint16Array
}

/** So many issues are fetched at a time. */
const PAGE = 500

export class Issues {
  phase = $state<'idle' | 'loading' | 'ready' | 'not-ready' | 'failed'>('idle')
  problem = $state.raw<Problem | null>(null)
  kinds = $state.raw<IssueList['kinds']>([])
  kind = $state<IssueKind>('mislabelled')
  /** Of this kind, the most suspect first; those decided since stay in their place. */
  list = $state.raw<Issue[]>([])
  /** The changeset that was the newest when they were found. */
  seq = $state(0)
  labels = $state.raw<LabelIssues | null>(null)

  #isLabelsWanted = false
  #requests = 0
  readonly #stops: (() => void)[]

  constructor(
    private readonly book: BookStore,
    jobs: Jobs,
    readonly registry: Registry,
  ) {
    this.#stops = [
      jobs.onDone((job) => {
        if (job.kind !== 'issues') return
        if (this.phase !== 'idle') void this.load(this.kind)
        if (this.#isLabelsWanted) void this.#fetchLabels()
      }),
      book.onReload((_, appended) => {
        if (appended) this.#grow()
        else if (this.#isLabelsWanted) void this.#fetchLabels()
      }),
    ]
  }

  /** Load the issues of a kind, unless they are there. */
  loadOnce(kind: IssueKind): void {
    if (this.phase === 'idle' || this.phase === 'failed' || kind !== this.kind) void this.load(kind)
  }

  /** Fetch the issues of a kind again. */
  async load(kind: IssueKind): Promise<void> {
    const asked = ++this.#requests
    if (kind !== this.kind) this.list = []
    this.kind = kind
    if (this.phase !== 'ready') this.phase = 'loading'
    try {
      const answer = await this.#fetch(kind, 0)
      if (asked !== this.#requests) return
      this.kinds = answer.kinds
      this.list = answer.issues
      this.seq = answer.seq
      this.problem = null
      this.phase = 'ready'
    } catch (error) {
      if (asked !== this.#requests) return
      this.problem = asProblem(error)
      this.phase = this.problem.type === 'not-ready' ? 'not-ready' : 'failed'
    }
  }

  /** Fetch those that follow; the server no longer counts those that are decided. */
  async more(): Promise<void> {
    const asked = ++this.#requests
    const open = this.list.filter((issue) => this.decisionOf(issue) === null).length
    const { issues } = await this.#fetch(this.kind, open)
    if (asked !== this.#requests) return
    const known = new Set(this.list.map(({ sample }) => sample))
    this.list = [...this.list, ...issues.filter(({ sample }) => !known.has(sample))]
  }

  /** Fetch the columns behind the map's colours. */
  loadLabelsOnce(): void {
    if (this.#isLabelsWanted) return
    this.#isLabelsWanted = true
    void this.#fetchLabels()
  }

  /** What became of an issue; null: it is open. Whoever decided, and undo too, is seen here. */
  decisionOf({ sample, kind, label, evidence }: Issue): Decision | null {
    const { book } = this
    const gone = (id: number): boolean => {
      const row = book.rowOf(id)
      return row < 0 || book.excluded(row)
    }
    if (gone(sample)) return 'excluded'
    // Of two alike it is enough that the other goes.
    const { pairs, mended_by_split } = this.registry.kind(kind)
    if (pairs && evidence.samples.length > 0 && evidence.samples.every(gone)) {
      return 'excluded'
    }
    const row = book.rowOf(sample)
    if (book.columns.tagged.get(keptTag(kind))?.[row] === 1) return 'kept'
    const isTwinInside = (id: number): boolean =>
      gone(id) || book.split(book.rowOf(id)) === book.split(row)
    if (mended_by_split && evidence.samples.every(isTwinInside)) return 'moved'
    return book.label(row) === label ? null : 'relabelled'
  }

  /** How many of a kind are open. */
  openCount(kind: IssueKind): number {
    const count = this.kinds.find((other) => other.kind === kind)?.count ?? 0
    if (kind !== this.kind) return count
    return count - this.list.filter((issue) => this.decisionOf(issue) !== null).length
  }

  stop(): void {
    for (const stop of this.#stops) stop()
  }

  /** New samples have no issues until the next search. */
  #grow(): void {
    if (!this.labels) return
    const { rows } = this.book.untrackedColumns
    const score = new Float32Array(rows).fill(NaN)
    const suggestion = new Uint16Array(rows)
    score.set(this.labels.score)
    suggestion.set(this.labels.suggestion)
    this.labels = { score, suggestion }
  }

  #fetch(kind: IssueKind, offset: number): Promise<IssueList> {
    return this.book.http.get('/issues', { params: { query: { kind, offset, limit: PAGE } } })
  }

  async #fetchLabels(): Promise<void> {
    try {
      const { column } = openColumns(await this.book.http.bytes('/issues/columns', {}))
      const id = column('id')
      const scores = column('score')
      const suggestions = column('suggestion')
      const { rows } = this.book.untrackedColumns
      const score = new Float32Array(rows).fill(NaN)
      const suggestion = new Uint16Array(rows)
      for (let at = 0; at < id.length; at++) {
        const row = this.book.rowOf(id[at])
        if (row < 0) continue
        score[row] = scores[at]
        suggestion[row] = suggestions[at]
      }
      this.labels = { score, suggestion }
    } catch {
      // Without issues these colours are grey; the room Issues shows why.
      this.labels = null
    }
  }
}

/** Return the tag of a sample that a person found right. */
export function keptTag(kind: string): string {
  return `kept:${kind}`
}

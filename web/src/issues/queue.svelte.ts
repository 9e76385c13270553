/** Working through the issues of a kind, one at a time: where one is, and what each key does. */

import type { BookStore } from '../book/book.svelte'
import type { Edits } from '../edit/edits.svelte'
import { keptTag, type Decision, type Issues } from './issues.svelte'
import type { Issue, IssueKind } from '../api/model'

/** So many open ones ahead, and the next are fetched. */
const AHEAD = 40
const MESSAGE = 400
/** What somebody did, by the decision; label: what the sample has now. */
const DONE_WORDS: Record<Decision, (label: string | null) => string> = {
  relabelled: (label) => `relabelled it to ${label ?? 'no label'}`,
  kept: () => 'marked it as right',
  excluded: () => 'excluded it',
  moved: () => 'moved it to the other split',
}

export class IssueQueue {
  /** What somebody else did to the issue that was shown here. */
  note = $state('')

  /** Issues before this place were shown; those still open were skipped. */
  #at = $state(0)
  #shown: Issue | null = null
  #fetching = false
  /** Samples of this list that were decided when last seen. */
  readonly #closed = new Set<number>()
  readonly #current = $derived.by(() => this.#next(this.#at))
  readonly #stop: () => void

  constructor(
    private readonly book: BookStore,
    private readonly issues: Issues,
    private readonly edits: Edits,
    /** Do the filters of the page show this row? */
    private readonly matches: (row: number) => boolean,
  ) {
    this.#stop = book.onRows((rows, mine) => this.#rowsChanged(rows, mine))
  }

  /** The issue to decide on now; null where none is left ahead. */
  get current(): Issue | null {
    return this.#current
  }

  /** Issues that are open but were gone past. */
  get skipped(): number {
    return this.issues.list.slice(0, this.#at).filter((issue) => this.#isOpen(issue)).length
  }

  /** How many of this list were decided since it was fetched, by what became of them. */
  get decided(): Record<Decision, number> & { all: number } {
    const counts = { relabelled: 0, kept: 0, excluded: 0, moved: 0, all: 0 }
    for (const issue of this.issues.list) {
      const decision = this.issues.decisionOf(issue)
      if (decision === null) continue
      counts[decision]++
      counts.all++
    }
    return counts
  }

  /** Issues that the filters of the page leave out. */
  get filteredOut(): number {
    return this.issues.list.filter(
      (issue) => this.issues.decisionOf(issue) === null && !this.#isOpen(issue),
    ).length
  }

  /** Set the issue on the screen, to notice when somebody else decides it. */
  setShown(issue: Issue | null): void {
    this.#shown = issue
  }

  /** Begin a list anew. */
  begin(kind: IssueKind): void {
    this.#at = 0
    this.note = ''
    this.#closed.clear()
    this.issues.loadOnce(kind)
  }

  /** Do what the issue suggests; returns whether there was anything to do. */
  accept(): boolean {
    const issue = this.current
    if (!issue) return false
    const message = issue.reason.slice(0, MESSAGE)
    const done =
      issue.suggestion !== null
        ? this.edits.relabel(this.#rows([issue]), issue.suggestion, message)
        : this.canExclude(issue) &&
          this.edits.exclude(Uint32Array.of(this.excludes(issue)), message)
    if (done) this.#decided()
    return done
  }

  /** The row that goes where it is accepted that this is wrong: of two alike never the tested one. */
  excludes({ sample, kind, evidence }: Issue): number {
    const { book } = this
    const row = book.rowOf(sample)
    const other = evidence.samples.length > 0 ? book.rowOf(evidence.samples[0]) : -1
    if (!this.issues.registry.kind(kind).pairs || other < 0) return row
    return book.split(row) === 'test' && book.split(other) !== 'test' ? other : row
  }

  /** Mark the sample as right: the issue does not come back. */
  markRight(): boolean {
    const issue = this.current
    if (!issue) return false
    const done = this.edits.tag(this.#rows([issue]), keptTag(issue.kind), 'Right as it is')
    if (done) this.#decided()
    return done
  }

  /** Leave it for later. */
  skip(): void {
    const { current } = this
    if (!current) return
    this.note = ''
    this.#at = this.issues.list.indexOf(current) + 1
    this.#fetchAhead()
  }

  /** Back to the one before that is open. */
  back(): void {
    const from = this.current ? this.issues.list.indexOf(this.current) : this.issues.list.length
    const before = this.issues.list.slice(0, from).findLastIndex((issue) => this.#isOpen(issue))
    if (before >= 0) this.#at = before
  }

  /** Start again with the first open issue. */
  restart(): void {
    this.#at = 0
  }

  /** The first `count` open ones that suggest something, from here on. */
  top(count: number): Issue[] {
    return this.issues.list
      .slice(this.#at)
      .filter(
        (issue) => this.#isOpen(issue) && (issue.suggestion !== null || this.canExclude(issue)),
      )
      .slice(0, count)
  }

  /** Fetch on while the filters of the page leave out most of what is there. */
  fill(): void {
    this.#fetchAhead()
  }

  /** Accept many at once, as one changeset. */
  acceptTop(count: number, message: string): Promise<boolean> {
    const issues = this.top(count)
    const labels = new Set(issues.map(({ suggestion }) => suggestion))
    const edits = [...labels].map((label) => {
      const alike = issues.filter(({ suggestion }) => suggestion === label)
      return label === null
        ? { field: 'excluded', rows: this.#excluded(alike), after: '1' }
        : { field: 'label', rows: this.#rows(alike), after: label }
    })
    return this.edits.together(edits, message)
  }

  /** Is the sample to be excluded where it is accepted that it is wrong? */
  canExclude({ kind, suggestion }: Issue): boolean {
    // A label that is wrong while no other fits: no class at all.
    return suggestion === null && this.issues.registry.kind(kind).excluded_by
  }

  stop(): void {
    this.#stop()
  }

  #rows(issues: Issue[]): Uint32Array {
    return Uint32Array.from(issues, ({ sample }) => this.book.rowOf(sample))
  }

  /** What goes of many, each once; of two that are alike and both with an issue, one stays. */
  #excluded(issues: Issue[]): Uint32Array {
    const going = new Set<number>()
    for (const issue of issues) {
      const other = this.book.rowOf(issue.evidence.samples[0] ?? 0)
      if (!this.issues.registry.kind(issue.kind).pairs || !going.has(other))
        going.add(this.excludes(issue))
    }
    return Uint32Array.from(going)
  }

  #isOpen(issue: Issue): boolean {
    return this.issues.decisionOf(issue) === null && this.matches(this.book.rowOf(issue.sample))
  }

  #next(from: number): Issue | null {
    const { list } = this.issues
    for (let at = from; at < list.length; at++) if (this.#isOpen(list[at])) return list[at]
    return null
  }

  #decided(): void {
    this.note = ''
    this.#fetchAhead()
  }

  #fetchAhead(): void {
    const { issues } = this
    const ahead = issues.list.slice(this.#at).filter((issue) => this.#isOpen(issue)).length
    const known = issues.list.filter((issue) => issues.decisionOf(issue) === null).length
    if (ahead > AHEAD || this.#fetching || issues.openCount(issues.kind) <= known) return
    this.#fetching = true
    const before = issues.list.length
    issues
      .more()
      .then(
        () => issues.list.length > before,
        () => false,
      )
      .then((grown) => {
        this.#fetching = false
        if (grown) this.#fetchAhead()
      })
  }

  #rowsChanged(rows: Uint32Array, mine: boolean): void {
    const reopened = this.#reopened(new Set(rows))
    if (mine) {
      // What I undo is shown again, also where I had gone past it.
      if (reopened >= 0 && reopened < this.#at) this.#at = reopened
      return
    }
    const shown = this.#shown
    const row = shown ? this.book.rowOf(shown.sample) : -1
    if (!shown || !rows.includes(row)) return
    const decision = this.issues.decisionOf(shown)
    if (decision === null) return
    const who = this.book.author(row) ?? 'Somebody else'
    const what = DONE_WORDS[decision](this.book.label(row))
    this.note = `${who} ${what}. Here is the next issue.`
  }

  /** The first place whose issue was decided and, by a change of these rows, is no longer; or -1. */
  #reopened(changed: Set<number>): number {
    let first = -1
    this.issues.list.forEach((issue, at) => {
      if (!changed.has(this.book.rowOf(issue.sample))) return
      if (this.issues.decisionOf(issue) !== null) this.#closed.add(issue.sample)
      else if (this.#closed.delete(issue.sample) && first < 0) first = at
    })
    return first
  }
}

/** The label book: current rules, and the samples that contradict them. */

import type { Page } from '../app/context'
import { asProblem, type Problem } from '../api/problem'
import type { Contradiction, Precedent, Rule, RuleIn, RuleKind } from '../api/discuss'

/** What somebody is about to write. */
export interface RuleDraft {
  kind: RuleKind
  label: string
  text: string
  samples: number[]
  /** Where the examples may be chosen from. */
  offered: number[]
  thread: number | null
  replaces: number | null
}

export class Rules {
  all = $state.raw<Rule[]>([])
  problem = $state.raw<Problem | null>(null)
  /** Is the label book shown instead of the threads? */
  open = $state(false)
  /** The class whose page is shown; '' for the first. */
  label = $state('')
  /** The rule whose contradictions are gone through. */
  queue = $state.raw<{ rule: Rule; found: Contradiction[] } | null>(null)
  /** The rule whose contradictions are being looked for. */
  searching = $state(0)
  draft = $state.raw<RuleDraft | null>(null)

  #asked = 0

  constructor(
    private readonly app: Page,
    private readonly author: () => string,
  ) {}

  /** The class whose page is shown. */
  get shown(): string {
    const { classes } = this.app.book.columns
    return classes.includes(this.label) ? this.label : (classes[0] ?? '')
  }

  of(label: string, kind?: RuleKind): Rule[] {
    return this.all.filter((rule) => rule.label === label && (!kind || rule.kind === kind))
  }

  async load(): Promise<void> {
    const asked = ++this.#asked
    try {
      const { rules } = await this.app.book.http.get('/rules')
      if (asked !== this.#asked) return
      this.all = rules
      this.problem = null
    } catch (error) {
      this.problem = asProblem(error)
    }
  }

  /** Show the page of a class. */
  show(label: string): void {
    this.app.query.layout = 'discuss'
    this.open = true
    this.queue = null
    this.label = label
  }

  /** Save the draft, then show what contradicts it. */
  async save(wanted: Omit<RuleIn, 'author'>): Promise<Rule> {
    const body = { author: this.author(), ...wanted }
    const rule = await this.app.book.http.post('/rules', { body })
    this.draft = null
    await this.load()
    this.show(rule.label)
    if (rule.samples.length > 0) await this.findContradictions(rule)
    return rule
  }

  async retire(rule: Rule): Promise<void> {
    await this.app.book.http.post('/rules/{rule}/retire', {
      params: { path: { rule: rule.id } },
      body: { author: this.author() },
    })
    await this.load()
  }

  /** Go through what contradicts a rule. */
  async findContradictions(rule: Rule): Promise<void> {
    this.searching = rule.id
    try {
      const { contradictions } = await this.app.book.http.get('/rules/{rule}/contradictions', {
        params: { path: { rule: rule.id } },
      })
      this.queue = { rule, found: contradictions }
      this.problem = null
    } catch (error) {
      this.problem = asProblem(error)
    } finally {
      this.searching = 0
    }
  }

  /** Is this contradiction settled, by whomever? */
  isSettled({ sample, label }: Contradiction): boolean {
    const { book } = this.app
    const row = book.rowOf(sample)
    if (row < 0 || book.excluded(row) || !this.queue) return true
    if (book.label(row) !== (label ?? null)) return true
    return book.columns.tagged.get(keptBy(this.queue.rule))?.[row] === 1
  }

  /** The decided cases nearest to a sample. */
  async precedents(sample: number): Promise<Precedent[]> {
    const { precedents } = await this.app.book.http.get('/samples/{sample}/precedents', {
      params: { path: { sample } },
    })
    return precedents
  }
}

/** The tag of a sample that is similar to the rule's examples and still labelled right. */
export function keptBy(rule: Rule): string {
  return `kept:rule-${rule.id}`
}

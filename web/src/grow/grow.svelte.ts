/** Growing the data: laws, recipe, plan, children to check; fetched when the room opens. */

import type { BookStore } from '../book/book.svelte'
import { Candidates } from './candidates.svelte'
import type { LawTable, Order, Plan, Recipe, Step, ChildToCheck, Transform } from '../api/grow'
import { asProblem, type Problem } from '../api/problem'
import { isActive, type Jobs } from '../live/jobs.svelte'
import type { Job } from '../api/model'
import type { Query } from '../query/query.svelte'

/** Timeout of planning, which reads every sample, ms. */
const PATIENCE = 300_000
/** Changes of the book are gathered for so long, ms. */
const GATHER = 500

export type Section = 'laws' | 'recipe' | 'plan' | 'candidates' | 'to-check'

type What = Section | 'preview'

export class Grow {
  readonly candidates: Candidates
  section = $state<Section>('laws')
  laws = $state.raw<LawTable | null>(null)
  recipe = $state.raw<Recipe | null>(null)
  transforms = $state.raw<Transform[]>([])
  /** Does the recipe differ from the book's own? */
  changed = $state(false)
  /** The address of the newest preview. */
  preview = $state('')
  total = $state(10_000)
  seed = $state(0)
  plan = $state.raw<Plan | null>(null)
  toCheck = $state.raw<ChildToCheck[] | null>(null)
  /** The request that is on its way. */
  busy = $state<What | null>(null)
  problem = $state.raw<{ what: What; problem: Problem } | null>(null)

  #preview = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #stop: () => void

  constructor(
    private readonly book: BookStore,
    private readonly jobs: Jobs,
    private readonly query: Query,
    private readonly name: () => string,
  ) {
    this.candidates = new Candidates(book, jobs, name)
    this.#stop = jobs.onDone((job) => {
      if (this.laws === null) return
      if (job.kind === 'laws') void this.loadLaws()
      if (job.kind === 'grow') this.plan = null
    })
  }

  get isShown(): boolean {
    return this.query.layout === 'grow'
  }

  /** May this person change anything? */
  get allowed(): boolean {
    return this.book.canEdit
  }

  get growing(): Job | null {
    const job = this.jobs.of('grow')
    return job && isActive(job) ? job : null
  }

  /** Load what is not there yet. */
  async loadOnce(): Promise<void> {
    await Promise.all([
      this.laws === null ? this.loadLaws() : undefined,
      this.recipe === null ? this.loadRecipe() : undefined,
      this.loadChildrenToCheck(),
      this.candidates.load(),
    ])
  }

  /** Load laws and children again in a moment: somebody changed the book. */
  reloadSoon(): void {
    this.candidates.reloadSoon()
    clearTimeout(this.#timer)
    if (this.laws === null || !this.isShown) return
    this.#timer = setTimeout(
      () => void Promise.all([this.loadLaws(), this.loadChildrenToCheck()]),
      GATHER,
    )
  }

  async loadLaws(): Promise<void> {
    await this.#request('laws', async () => {
      this.laws = await this.book.http.get('/laws')
    })
  }

  /** Decide one law, or several at once; null opens it again. */
  async decide(laws: { transform: string; label: string; law: string | null }[]): Promise<void> {
    if (laws.length === 0) return
    const seen = new Map(this.laws?.cells.map((cell) => [key(cell), cell.law]))
    await this.#request('laws', async () => {
      const wanted = laws.map((law) => ({ ...law, seen: seen.get(key(law)) ?? null }))
      try {
        const body = { author: this.#author(), laws: wanted }
        await this.book.http.post('/laws', { body })
      } finally {
        this.laws = await this.book.http.get('/laws')
        this.plan = null
      }
    })
  }

  /** Undecided laws whose proposal the samples support clearly. */
  get clear(): { transform: string; label: string; law: string }[] {
    return (this.laws?.cells ?? []).flatMap(({ transform, label, law, proposal }) =>
      law === null && proposal?.sure && proposal.law !== null
        ? [{ transform, label, law: proposal.law }]
        : [],
    )
  }

  async loadRecipe(): Promise<void> {
    await this.#request('recipe', async () => {
      const found = await this.book.http.get('/recipe')
      this.transforms = found.transforms
      this.recipe = { name: found.name, version: found.version, steps: found.steps }
      this.changed = false
    })
    if (this.recipe) await this.loadPreview()
  }

  /** Change one step of the recipe; null takes it out. */
  change(transform: string, step: Partial<Step> | null): void {
    if (!this.recipe) return
    const { steps } = this.recipe
    const at = steps.findIndex((other) => other.transform === transform)
    const order = this.transforms.map(({ name }) => name)
    let next: Step[]
    if (step === null) next = steps.filter((other) => other.transform !== transform)
    else if (at >= 0)
      next = steps.map((other, place) => (place === at ? { ...other, ...step } : other))
    else {
      const usual = this.transforms.find(({ name }) => name === transform)?.strength?.usual ?? null
      next = [...steps, { transform, chance: 0.5, strength: usual, ...step }]
      next.sort((a, b) => order.indexOf(a.transform) - order.indexOf(b.transform))
    }
    this.recipe = { ...this.recipe, steps: next }
    this.changed = true
    this.plan = null
  }

  /** Load the preview of the recipe on real samples. */
  async loadPreview(): Promise<void> {
    const asked = ++this.#preview
    await this.#request('preview', async () => {
      const body = { recipe: this.recipe, rows: 6, columns: 7, seed: this.seed }
      const url = URL.createObjectURL(
        await this.book.http.file('post', '/recipe/preview', { body }),
      )
      if (asked !== this.#preview) return URL.revokeObjectURL(url)
      if (this.preview) URL.revokeObjectURL(this.preview)
      this.preview = url
    })
  }

  /** Save the recipe as the book's own, as its next version. */
  async saveRecipe(): Promise<void> {
    await this.#request('recipe', async () => {
      if (!this.recipe) return
      const wanted = { ...this.recipe, version: this.recipe.version + 1 }
      await this.book.http.post('/recipe', { body: wanted })
      this.recipe = wanted
      this.changed = false
    })
  }

  async makePlan(): Promise<void> {
    await this.#request('plan', async () => {
      this.plan = null
      this.plan = await this.book.http.post('/grow/plan', { body: this.#order() }, PATIENCE)
    })
  }

  /** Start the job that makes the planned samples. */
  async make(): Promise<void> {
    await this.#request('plan', async () => {
      this.jobs.update(await this.book.http.post('/grow', { body: this.#order() }))
    })
  }

  async loadChildrenToCheck(): Promise<void> {
    await this.#request('to-check', async () => {
      const { children } = await this.book.http.get('/grow/children-to-check')
      this.toCheck = children
    })
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#stop()
    this.candidates.stop()
    if (this.preview) URL.revokeObjectURL(this.preview)
  }

  #order(): Order {
    return {
      author: this.#author(),
      total: this.total,
      seed: this.seed,
      recipe: this.changed ? this.recipe : null,
    }
  }

  #author(): string {
    return this.name() || 'unknown'
  }

  async #request(what: What, work: () => Promise<void>): Promise<void> {
    this.busy = what
    if (this.problem?.what === what) this.problem = null
    try {
      await work()
    } catch (error) {
      this.problem = { what, problem: asProblem(error) }
    } finally {
      if (this.busy === what) this.busy = null
    }
  }
}

function key({ transform, label }: { transform: string; label: string }): string {
  return `${transform} ${label}`
}

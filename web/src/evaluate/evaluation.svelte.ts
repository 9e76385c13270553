/** Evaluations of the versions by fixed models: loaded when the room opens, kept fresh while it is open. */

import { Answer } from '../ui/answer.svelte'
import type { BookStore } from '../book/book.svelte'
import type { Registry } from '../api/registry.svelte'
import { asProblem, type Problem } from '../api/problem'
import { EvaluationServer, type Pair } from './server'
import type { Jobs } from '../live/jobs.svelte'
import type {
  Attribution,
  AttributionPlan,
  By,
  Cartography,
  Comparison,
  Forecast,
  ForecastRecord,
  Milestone,
  Model,
  Moves,
  Run,
  Step,
  Trust,
} from './types'
import type { EvaluationView, Query } from '../query/query.svelte'

/** Timeout of a forecast or a trust, ms. */
const PATIENCE = 300_000
/** Changes of the book are gathered for so long, ms. */
const GATHER = 700

/** The parts of the page below the timeline, in their order. */
export const PARTS = [
  'images',
  'classes',
  'confusion',
  'changed',
  'attribution',
  'dynamics',
  'forecasts',
  'trust',
] as const
export type Part = (typeof PARTS)[number]

export type { Pair } from './server'

export class Evaluation extends EvaluationServer {
  phase = $state<'idle' | 'loading' | 'ready' | 'failed'>('idle')
  problem = $state.raw<Problem | null>(null)
  milestones = $state.raw<Milestone[]>([])
  runs = $state.raw<Run[]>([])
  steps = $state.raw<Step[]>([])
  /** Is the panel with a sample open? */
  isBesideOpen = $state(false)
  /** The version that the dialog “Evaluate a version” is open for. */
  starting = $state<string | null>(null)

  readonly comparison = new Answer<Comparison>()
  readonly moves = new Answer<Moves>()
  readonly attribution = new Answer<Attribution>()
  readonly plan = new Answer<AttributionPlan>()
  readonly cartography = new Answer<Cartography>()
  readonly trust = new Answer<Trust>()
  readonly forecasts = new Answer<ForecastRecord>()
  /** For the newest evaluated version, whatever is shown. */
  readonly warning = new Answer<Trust>()

  #requests = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #stops: (() => void)[]

  constructor(
    book: BookStore,
    jobs: Jobs,
    private readonly query: Query,
    private readonly registry: Registry,
  ) {
    super(book)
    this.#stops = [
      jobs.onDone((job) => {
        if (this.phase === 'idle' || !['evaluate', 'attribute', 'embed'].includes(job.kind)) return
        this.#forget()
        void this.load()
      }),
    ]
  }

  /** The models that have evaluated a version, the one with most versions first. */
  readonly models = $derived.by(() => {
    const versions = new Map<string, number>()
    for (const { scores } of this.milestones)
      for (const { model } of scores) versions.set(model, (versions.get(model) ?? 0) + 1)
    return [...versions.keys()].sort((a, b) => (versions.get(b) ?? 0) - (versions.get(a) ?? 0))
  })

  /** The model whose results are shown. */
  readonly model = $derived.by(() => {
    const known = [...this.models, ...this.registry.models.map(({ name }) => name)]
    const chosen = known.find((name) => name === this.query.evaluation.model)
    return chosen ?? this.models[0] ?? 'contest'
  })

  /** The newest version that it has evaluated. */
  readonly newest = $derived.by(() => {
    const evaluated = this.milestones.filter(({ scores }) =>
      scores.some(({ model }) => model === this.model),
    )
    // Rather by the name of a version than as "now".
    return evaluated.find(({ data }) => data === evaluated.at(-1)?.data)
  })

  readonly part = $derived(PARTS.find((part) => part === this.query.evaluation.part) ?? PARTS[0])

  /** The two versions that are compared: those chosen, or the newest evaluated step. */
  readonly pair = $derived.by<Pair | null>(() => {
    const names = this.milestones.map(({ name }) => name)
    const { first, second } = this.query.evaluation
    if (names.includes(first) && names.includes(second)) return { first, second }
    const newest = this.steps.at(-1)
    return newest ? { first: newest.first, second: newest.second } : null
  })

  /** Show other versions, another model or part. */
  show(shown: Partial<EvaluationView>): void {
    this.query.evaluation = { ...this.query.evaluation, ...shown }
  }

  /** Go to the step before or after the one that is shown. */
  moveStep(by: number): void {
    const { steps, pair } = this
    const at = steps.findIndex((step) => step.second === pair?.second)
    const next = steps[Math.min(Math.max((at < 0 ? steps.length : at) + by, 0), steps.length - 1)]
    if (next) this.show({ first: next.first, second: next.second })
  }

  /** Load, unless it is there. */
  loadOnce(): void {
    if (this.phase === 'idle' || this.phase === 'failed') void this.load()
  }

  /** Load again in a moment: somebody changed the book. */
  reloadSoon(): void {
    clearTimeout(this.#timer)
    if (this.phase !== 'idle') this.#timer = setTimeout(() => void this.load(), GATHER)
  }

  async load(): Promise<void> {
    const asked = ++this.#requests
    if (this.phase !== 'ready') this.phase = 'loading'
    const { http } = this.book
    try {
      const [{ milestones }, { runs }] = await Promise.all([
        http.get('/evaluate'),
        http.get('/evaluate/runs'),
      ])
      if (asked !== this.#requests) return
      if (JSON.stringify(milestones) !== JSON.stringify(this.milestones)) this.#forget()
      else this.#reloadRefused()
      this.milestones = milestones
      this.runs = runs
      this.phase = 'ready'
      this.problem = null
      await this.loadSteps()
    } catch (error) {
      if (asked !== this.#requests) return
      this.problem = asProblem(error)
      this.phase = 'failed'
    }
  }

  async loadSteps(): Promise<void> {
    const { model } = this
    const { steps } = await this.book.http.get('/evaluate/steps', { params: { query: { model } } })
    if (model === this.model) this.steps = steps
  }

  /** Fetch the runs only: how far they are. */
  async loadRuns(): Promise<void> {
    const { runs } = await this.book.http.get('/evaluate/runs')
    this.runs = runs
  }

  /** The runs on a version's data by the shown model, by seed. */
  runsOf({ data }: Milestone): Run[] {
    return this.runs
      .filter((run) => run.data === data && run.model === this.model)
      .sort((a, b) => a.seed - b.seed)
  }

  milestone(name: string): Milestone | undefined {
    return this.milestones.find((milestone) => milestone.name === name)
  }

  loadComparison({ first, second }: Pair): void {
    const query = { first, second, model: this.model }
    void this.comparison.load(keyOf(query), () =>
      this.book.http.get('/evaluate/compare', { params: { query } }),
    )
  }

  loadMoves(pair: Pair): void {
    const params = { query: { ...pair } }
    void this.moves.load(keyOf(params.query), () =>
      this.book.http.get('/evaluate/moves', { params }),
    )
  }

  loadAttribution(pair: Pair, by: By, model: Model): void {
    const query = { ...pair, by, model }
    void this.attribution.load(keyOf(query), () =>
      this.book.http.get('/evaluate/attribute', { params: { query } }),
    )
  }

  /** Load what an attribution takes. */
  loadPlan(pair: Pair, by: By, model: Model): void {
    const query = { ...pair, by, model }
    void this.plan.load(keyOf(query), () =>
      this.book.http.get('/evaluate/attribute/plan', { params: { query } }),
    )
  }

  loadCartography(version: string): void {
    const query = { version, model: this.model }
    void this.cartography.load(keyOf(query), () =>
      this.book.http.get('/evaluate/cartography', { params: { query } }),
    )
  }

  loadTrust(version: string): void {
    const query = { version, model: this.model }
    void this.trust.load(keyOf(query), () =>
      this.book.http.get('/evaluate/trust', { params: { query } }),
    )
  }

  /** Load whether val can be trusted; the server takes some seconds. */
  loadWarning(): void {
    const newest = this.newest
    if (!newest || newest.counts.test === 0) return
    const query = { version: newest.name, model: this.model }
    const ask = (): Promise<Trust> => this.book.http.get('/evaluate/trust', { params: { query } })
    void this.warning.load(keyOf(query), ask, { keepOld: true })
  }

  loadForecasts(): void {
    void this.forecasts.load('all', () => this.book.http.get('/evaluate/forecasts'), {
      keepOld: true,
    })
  }

  /** Return what `linear` expects from a change that is not made yet. */
  async forecast(
    edits: { field: string; samples: number[]; after: string | null }[],
  ): Promise<Forecast> {
    const body = { edits }
    const found = await this.book.http.post('/evaluate/forecast', { body }, PATIENCE)
    this.forecasts.forget()
    return found
  }

  /** Return the same for the better split. val: the share of val, 0 to 1. */
  async forecastSplit(val: number): Promise<Forecast> {
    const found = await this.book.http.post('/split/forecast', { body: { val } }, PATIENCE)
    this.forecasts.forget()
    return found
  }

  stop(): void {
    clearTimeout(this.#timer)
    for (const stop of this.#stops) stop()
  }

  /** Make every part load again: there are new runs or changes. */
  #forget(): void {
    for (const answer of this.#answers()) answer.forget()
    this.revision++
  }

  /** Load again what failed. */
  #reloadRefused(): void {
    const refused = this.#answers().filter(({ problem }) => problem !== null)
    for (const answer of refused) answer.forget()
    if (refused.length > 0) this.revision++
  }

  #answers(): Answer<unknown>[] {
    const { comparison, moves, attribution, plan, cartography, trust, forecasts, warning } = this
    return [comparison, moves, attribution, plan, cartography, trust, forecasts, warning]
  }

  /** Increased when the parts have to load again. */
  revision = $state(0)
}

/** Return a key of a request: the same request has the same key. */
function keyOf(query: Record<string, string>): string {
  return new URLSearchParams(query).toString()
}

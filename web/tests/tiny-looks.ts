/** What the server computes about samples, in memory: places on the map, neighbours, issues, jobs. */

import type { Milestone, Run, Step } from '../src/evaluate/types'
import type { Issue, Job, JobKind, UnlabelledAnswer } from '../src/api/model'
import type { KindWords } from '../src/api/registry.svelte'
import { columnsFile, snapshotFile, type SampleRow } from './columns-file'
import { Refusal, type TinyJournal } from './tiny-journal'

const plain = { pairs: false, excluded_by: true, mended_by_split: false, keep: 'Keep it' }
const KINDS: KindWords[] = [
  { ...plain, name: 'mislabelled', title: 'Mislabelled', says: 'the label is probably wrong' },
  { ...plain, name: 'not-a-class', title: 'Not a class', says: 'shows none of the classes' },
  { ...plain, name: 'ambiguous', title: 'Ambiguous', says: 'either of two', excluded_by: false },
  { ...plain, name: 'duplicate', title: 'Duplicate', says: 'the same twice', pairs: true },
  {
    ...plain,
    name: 'leak',
    title: 'Leak',
    says: 'the same in two splits',
    pairs: true,
    mended_by_split: true,
  },
  { ...plain, name: 'outlier', title: 'Outlier', says: 'unlike others', excluded_by: false },
]

export class TinyLooks {
  /** What has been computed. */
  readonly ready = new Set<JobKind>()
  readonly jobs: Job[] = []
  issues: Issue[] = []
  /** Sample -> the class that is suggested for it while it has no label. */
  suggestions: Record<number, string> = {}
  milestones: Milestone[] = []
  runs: Run[] = []
  steps: Step[] = []
  onJob: (job: Job) => void = () => undefined

  readonly #imported: SampleRow[]

  constructor(private readonly journal: TinyJournal) {
    this.#imported = structuredClone(journal.samples)
  }

  /** The jobs of these kinds are done, for everybody to see. */
  finish(...kinds: JobKind[]): void {
    for (const kind of kinds) {
      this.ready.add(kind)
      const job = this.jobs.findLast((job) => job.kind === kind)
      if (job) this.move(job, { state: 'done', done: job.total, remaining: 0 })
    }
  }

  move(job: Job, to: Partial<Job>): void {
    Object.assign(job, to)
    this.onJob(structuredClone(job))
  }

  /** The answer to a path that this knows; undefined for others. */
  answer(method: string, { pathname, searchParams }: URL, text: string): unknown {
    const part = pathname.split('/')
    if (pathname === '/api/cells')
      return snapshotFile({ classes: this.journal.classes, samples: this.#imported })
    if (pathname === '/api/map') return this.#map(searchParams.get('lens') ?? '')
    if (part[2] === 'neighbours') return this.#neighbours(Number(part[3]), searchParams)
    if (pathname === '/api/issues/columns') return this.#issueColumns()
    if (pathname === '/api/registry') return { issue_kinds: KINDS, exporters: [], models: [] }
    if (pathname === '/api/issues') return this.#issues(searchParams)
    if (pathname === '/api/unlabelled') return this.#unlabelled(searchParams)
    if (pathname === '/api/evaluate') return { milestones: this.milestones }
    if (pathname === '/api/evaluate/runs') return { runs: this.runs }
    if (pathname === '/api/evaluate/steps') {
      return { steps: this.steps.filter(({ model }) => model === searchParams.get('model')) }
    }
    if (pathname === '/api/jobs' && method === 'GET') return { jobs: this.jobs }
    if (pathname === '/api/jobs') return this.#start((JSON.parse(text) as { kind: JobKind }).kind)
    if (part[2] === 'jobs') return this.#cancel(part[3])
    return undefined
  }

  #need(kind: JobKind, what: string): void {
    if (!this.ready.has(kind)) throw new Refusal(409, 'not-ready', what)
  }

  /** Samples lie on a line by id; the last of all has no place yet. */
  #map(lens: string): ArrayBuffer {
    this.#need(lens === 'own-model' ? 'own-model' : 'embed', 'There are no embeddings.')
    const ids = this.journal.samples.map(({ id }) => id).slice(0, -1)
    return columnsFile({ seq: 0, rows: ids.length, classes: [], tags: [], authors: [] }, [
      ['id', Uint32Array.from(ids)],
      ['x', Float32Array.from(ids, (id) => id / 10)],
      ['y', Float32Array.from(ids, (id) => (lens === 'style' ? -id : id) / 10)],
      ['typicality', Float32Array.from(ids, (id) => 1 - id / 10)],
    ])
  }

  #neighbours(sample: number, parameters: URLSearchParams): object {
    this.#need('embed', 'There are no embeddings.')
    const others = this.journal.samples.map(({ id }) => id).filter((id) => id !== sample)
    others.sort((a, b) => Math.abs(a - sample) - Math.abs(b - sample) || a - b)
    const nearest = others.slice(0, Number(parameters.get('limit')))
    return {
      neighbours: nearest.map((id) => ({ sample: id, distance: Math.abs(id - sample) })),
    }
  }

  #open(): Issue[] {
    return this.issues.filter(({ sample, kind, label }) => {
      const { value } = this.journal
      const of = (field: string): string | null => value.call(this.journal, sample, field)
      return of('excluded') === null && of('label') === label && of(`tag:kept:${kind}`) === null
    })
  }

  #issues(parameters: URLSearchParams): object {
    this.#need('issues', 'Nobody looked for issues yet.')
    const open = this.#open()
    const kinds = [...new Set(this.issues.map(({ kind }) => kind))]
    const offset = Number(parameters.get('offset') ?? 0)
    return {
      seq: 0,
      kinds: kinds.map((kind) => ({
        kind,
        count: open.filter((issue) => issue.kind === kind).length,
      })),
      issues: open
        .filter(({ kind }) => kind === parameters.get('kind'))
        .slice(offset, offset + Number(parameters.get('limit') ?? 200)),
    }
  }

  /** By id, with the suggestions that the test gave. */
  #unlabelled(parameters: URLSearchParams): UnlabelledAnswer {
    const { journal, suggestions } = this
    const waiting = journal.samples
      .map(({ id, path }) => ({ id, path }))
      .filter(({ id }) => journal.value(id, 'label') === null)
      .filter(({ id }) => journal.value(id, 'excluded') === null)
    const wanted = parameters.get('suggestion')
    const images = waiting
      .map(({ id, path }) => ({
        sample: id,
        path,
        suggestion: suggestions[id] ?? null,
        confidence: suggestions[id] === undefined ? null : 0.9,
        near: [],
      }))
      .filter(({ suggestion }) => wanted === null || suggestion === wanted)
      .slice(0, Number(parameters.get('limit') ?? 60))
    const names = waiting.flatMap(({ id }) => suggestions[id] ?? [])
    return {
      seq: journal.seq,
      total: waiting.length,
      embedded: waiting.length,
      labelled: journal.samples.length - waiting.length,
      basis: names.length > 0 ? 'neighbours' : 'nothing',
      right: null,
      order: 'useful',
      suggested: [...new Set(names)].map((name) => ({
        name,
        images: names.filter((other) => other === name).length,
      })),
      images,
    }
  }

  #issueColumns(): ArrayBuffer {
    this.#need('issues', 'Nobody looked for issues yet.')
    const labels = this.#open().filter(({ kind }) => kind === 'label')
    const { classes } = this.journal
    return columnsFile({ seq: 0, rows: labels.length, classes, tags: [], authors: [] }, [
      ['id', Uint32Array.from(labels, ({ sample }) => sample)],
      ['score', Float32Array.from(labels, ({ score }) => score)],
      [
        'suggestion',
        Uint16Array.from(labels, ({ suggestion }) => classes.indexOf(suggestion ?? '') + 1),
      ],
    ])
  }

  #start(kind: JobKind): Job {
    const running = this.jobs.find((job) => job.kind === kind && job.state === 'running')
    if (running) return running
    const id = String(this.jobs.length + 1)
    const job: Job = {
      ...{ id, kind, state: 'running', done: 0, total: 8, remaining: null, message: '' },
    }
    this.jobs.push(job)
    return job
  }

  #cancel(id: string): Job {
    const job = this.jobs.find((job) => job.id === id)
    if (!job) throw new Refusal(404, 'not-found', `There is no job ${id}.`)
    this.move(job, { state: 'cancelled' })
    return job
  }
}

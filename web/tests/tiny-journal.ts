/** A journal in memory that keeps the server's promises: keys, conflicts, undo. */

import type { Arrival, Cell, ChangeGroup, Changeset } from '../src/api/model'
import type { Received } from '../src/book/stream'
import type { SampleRow } from './columns-file'

export interface EditBody {
  author: string
  message: string
  tool: string
  key?: string
  edits: { field: string; samples: number[]; before?: Cell[]; after: Cell }[]
}

export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    detail: string,
    readonly conflicts: object[] = [],
  ) {
    super(detail)
  }

  get problem(): object {
    const { status, type, message, conflicts } = this
    const listed = status === 409 ? { conflicts, total: conflicts.length } : {}
    return { type, title: type, status, detail: message, ...listed }
  }
}

export class TinyJournal {
  readonly changesets: Changeset[] = []
  readonly groups = new Map<number, ChangeGroup[]>()
  /** The samples that each changeset brought. */
  readonly arrivals = new Map<number, Arrival[]>()
  onChangeset: (told: Received) => void = () => undefined
  /** Samples whose import was undone. */
  readonly #absent = new Map<number, SampleRow>()
  readonly #byKey = new Map<string, Changeset>()

  constructor(
    readonly classes: string[],
    public samples: SampleRow[],
  ) {}

  get seq(): number {
    return this.changesets.length
  }

  changeset(id: number): Changeset {
    const changeset = this.changesets[id - 1]
    if (!changeset) throw new Refusal(404, 'not-found', `There is no changeset ${id}.`)
    return changeset
  }

  /** What is told of a changeset. */
  told(id: number): Received {
    const arrivals = this.arrivals.get(id) ?? []
    const classes = arrivals.length > 0 ? [...this.classes] : null
    return {
      changeset: this.changeset(id),
      groups: this.groups.get(id) ?? [],
      arrivals,
      classes,
      classes_moved: false,
      columns: null,
    }
  }

  value(sample: number, field: string): Cell {
    if (field === 'present') return this.#absent.has(sample) ? null : '1'
    const row = this.#sample(sample)
    if (field === 'label') return row.label ?? null
    if (field === 'split') return row.split ?? 'train'
    if (field === 'excluded') return row.excluded ? '1' : null
    if (field.startsWith('column:')) return row.metadata?.[field.slice(7)] ?? null
    return row.tags?.includes(field.slice(4)) ? '1' : null
  }

  edit(body: EditBody): Changeset | null {
    const known = this.#byKey.get(body.key ?? '')
    if (known) return known
    this.#refuseStale(body)
    const groups = body.edits.flatMap(({ field, samples, after }) =>
      this.#write(field, samples, after),
    )
    if (groups.length === 0) return null
    return this.#append({ ...body, reverts: null }, groups)
  }

  revert(
    id: number,
    undo: boolean,
    body: { author: string; key: string; skip_conflicts: boolean },
  ): Changeset {
    const known = this.#byKey.get(body.key)
    if (known) return known
    const target = this.changeset(id)
    const reverted = undo ? target : this.changeset(target.reverted_by ?? 0)
    if (reverted.reverted_by !== null) throw new Refusal(409, 'conflict', 'It is undone already.')
    const back = [...(this.groups.get(reverted.id) as ChangeGroup[])]
    if (reverted.added > 0) {
      const samples = (this.arrivals.get(reverted.id) ?? []).map((arrival) => arrival.id)
      back.push({ field: 'present', before: null, after: '1', samples })
    }
    const stale = back.flatMap(({ field, samples, after }) =>
      samples.filter((sample) => this.value(sample, field) !== after),
    )
    if (stale.length > 0 && !body.skip_conflicts) {
      throw new Refusal(
        409,
        'conflict',
        'Somebody changed it.',
        stale.map((sample) => ({ sample })),
      )
    }
    const groups = back.flatMap(({ field, samples, before }) =>
      this.#write(
        field,
        samples.filter((sample) => !stale.includes(sample)),
        before,
      ),
    )
    const tool = undo ? 'undo' : 'redo'
    const made = this.#append({ ...body, message: '', tool, reverts: reverted.id }, groups)
    reverted.reverted_by = made.id
    if (!undo) target.reverted_by = null
    return made
  }

  /** Bring samples in, as an import does. */
  import(samples: SampleRow[]): Changeset {
    this.samples = [...this.samples, ...samples]
    for (const { label } of samples) {
      if (label && !this.classes.includes(label)) this.classes.push(label)
    }
    const made = { author: 'importer', message: '', tool: 'import', reverts: null }
    return this.#append({ ...made, added: samples.length }, [], samples)
  }

  #refuseStale(body: EditBody): void {
    const conflicts = body.edits.flatMap(({ field, samples, before }) =>
      samples.flatMap((sample, at) => {
        const found = this.value(sample, field)
        if (!before || found === before[at]) return []
        const last = this.#lastChange(sample, field)
        const blame = { changeset: last?.id ?? 0, author: last?.author ?? '', at: last?.at ?? '' }
        const { path } = this.#sample(sample)
        return [{ sample, path, field, expected: before[at], found, ...blame }]
      }),
    )
    if (conflicts.length > 0) {
      throw new Refusal(409, 'conflict', 'Others changed some of these.', conflicts)
    }
  }

  #lastChange(sample: number, field: string): Changeset | undefined {
    return this.changesets.findLast(({ id }) =>
      this.groups.get(id)?.some((group) => group.field === field && group.samples.includes(sample)),
    )
  }

  #write(field: string, samples: number[], after: Cell): ChangeGroup[] {
    const groups = new Map<Cell, number[]>()
    for (const sample of samples) {
      const before = this.value(sample, field)
      if (before === after) continue
      groups.set(before, [...(groups.get(before) ?? []), sample])
      if (field === 'present') {
        this.#move(sample, after !== null)
        continue
      }
      const row = this.#sample(sample)
      if (field === 'label') row.label = after
      else if (field === 'split') row.split = after as 'train'
      else if (field === 'excluded') row.excluded = after !== null
      else {
        const others = (row.tags ?? []).filter((tag) => tag !== field.slice(4))
        row.tags = after === null ? others : [...others, field.slice(4)]
      }
    }
    return [...groups].map(([before, samples]) => ({ field, before, after, samples }))
  }

  #append(
    made: {
      author: string
      message: string
      tool: string
      key?: string
      reverts: number | null
      added?: number
    },
    groups: ChangeGroup[],
    came: SampleRow[] = [],
  ): Changeset {
    const { author, message, tool, reverts, added = 0 } = made
    const size = groups.reduce((sum, group) => sum + group.samples.length, 0)
    const id = this.seq + 1
    const at = new Date(id * 1000).toISOString()
    const summary = `Changed ${size} cells`
    const told = { id, author, at, tool, message, summary }
    const changeset = { ...told, size, added, reverts, reverted_by: null }
    this.changesets.push(changeset)
    this.groups.set(id, groups)
    if (made.key) this.#byKey.set(made.key, changeset)
    for (const { samples } of groups) {
      for (const sample of samples) {
        const row = this.samples.find((row) => row.id === sample)
        if (row) Object.assign(row, { lastChange: id, author })
      }
    }
    const back = groups.filter(({ field, after }) => field === 'present' && after !== null)
    const returned = back.flatMap(({ samples }) => samples.map((sample) => this.#sample(sample)))
    this.arrivals.set(id, [...came, ...returned].map(arrivalOf))
    // As over the network: a little later, and as it was at this moment.
    const copy = structuredClone(this.told(id))
    queueMicrotask(() => this.onChangeset(copy))
    return changeset
  }

  /** An undo takes a sample away, or brings it back as it was. */
  #move(sample: number, isBack: boolean): void {
    const row = isBack ? this.#absent.get(sample) : this.#sample(sample)
    if (!row) throw new Refusal(404, 'not-found', `There is no sample ${sample}.`)
    if (isBack) this.#absent.delete(sample)
    else this.#absent.set(sample, row)
    const others = this.samples.filter(({ id }) => id !== sample)
    this.samples = isBack ? [...others, row].sort((a, b) => a.id - b.id) : others
  }

  #sample(id: number): SampleRow {
    const row = this.samples.find((sample) => sample.id === id)
    if (!row) throw new Refusal(404, 'not-found', `There is no sample ${id}.`)
    return row
  }
}

function arrivalOf(row: SampleRow): Arrival {
  return {
    id: row.id,
    path: row.path,
    width: row.width ?? 32,
    height: row.height ?? 32,
    hash: (row.id * 7919).toString(16).padStart(8, '0'),
    label: row.label ?? null,
    split: row.split ?? 'train',
    excluded: row.excluded ?? false,
    tags: [...(row.tags ?? [])],
    last_change: row.lastChange ?? 0,
    author: row.author ?? null,
    fields: row.fields ?? {},
    metadata: row.metadata ?? {},
  }
}

/** A journal in memory that keeps the server's promises: keys, conflicts, undo. */

import type { Cell, ChangeGroup, Changeset } from '../src/lib/model'
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
  onChangeset: (changeset: Changeset, groups: ChangeGroup[]) => void = () => undefined
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

  value(sample: number, field: string): Cell {
    const row = this.#sample(sample)
    if (field === 'label') return row.label ?? null
    if (field === 'split') return row.split ?? 'train'
    if (field === 'excluded') return row.excluded ? '1' : null
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
    const back = this.groups.get(reverted.id) as ChangeGroup[]
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
    const made = { author: 'importer', message: '', tool: 'import', reverts: null }
    return this.#append({ ...made, added: samples.length }, [])
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
      for (const sample of samples) Object.assign(this.#sample(sample), { lastChange: id, author })
    }
    // As over the network: a little later, and as it was at this moment.
    const copy = structuredClone(changeset)
    queueMicrotask(() => this.onChangeset(copy, groups))
    return changeset
  }

  #sample(id: number): SampleRow {
    const row = this.samples.find((sample) => sample.id === id)
    if (!row) throw new Refusal(404, 'not-found', `There is no sample ${id}.`)
    return row
  }
}

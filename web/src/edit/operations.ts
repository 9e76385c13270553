/** Changes that wait to be sent, and how they are stored over a reload. */

import { newKey } from '../api/keys'
import type { ChangeGroup, ChangesetIn, Cell, Field } from '../api/model'
import { editText } from './words'

/** Set one field of some samples. `before` is what the person saw, one per sample. */
export interface EditOperation {
  kind: 'edit'
  /** The same key twice is the same edit: resending is safe. */
  key: string
  author: string
  message: string
  /** What was done, for the toast. */
  text: string
  field: Field
  samples: Uint32Array
  before: Cell[]
  after: Cell
  /** It was sent at least once. */
  sent: boolean
}

/** Undo or redo a changeset; target null: my newest, found out when its turn comes. */
export interface RevertOperation {
  kind: 'undo' | 'redo'
  key: string
  author: string
  target: number | null
  skipConflicts: boolean
  sent: boolean
}

export type Operation = EditOperation | RevertOperation

export function requestOf(operation: EditOperation): ChangesetIn {
  const { author, message, key, field, samples, before, after } = operation
  const edits = [{ field, samples: Array.from(samples), before, after }]
  return { author, message, tool: 'sheet', key, edits }
}

/** The changes that an answered edit made. */
export function groupsOf(operation: EditOperation): ChangeGroup[] {
  return [...samplesByBefore(operation)].map(([before, samples]) => ({
    field: operation.field,
    before,
    after: operation.after,
    samples,
  }))
}

/** The edit without the samples for which `stale` holds; null where nothing is left. */
export function without(
  operation: EditOperation,
  stale: (sample: number) => boolean,
): EditOperation | null {
  const kept = Array.from(operation.samples.keys()).filter((at) => !stale(operation.samples[at]))
  if (kept.length === 0) return null
  return {
    ...operation,
    key: newKey(),
    sent: false,
    text: editText(operation.field, operation.after, kept.length),
    samples: Uint32Array.from(kept, (at) => operation.samples[at]),
    before: kept.map((at) => operation.before[at]),
  }
}

/** The edit again, now knowing what others made of these cells. */
export function knowing(operation: EditOperation, found: Map<number, Cell>): EditOperation | null {
  const before = Array.from(operation.samples, (sample, at) =>
    found.has(sample) ? (found.get(sample) ?? null) : operation.before[at],
  )
  const seen = { ...operation, before }
  const same = new Set(
    Array.from(operation.samples).filter((_, at) => before[at] === operation.after),
  )
  return without(seen, (sample) => same.has(sample))
}

type Stored =
  (Omit<EditOperation, 'samples' | 'before'> & { groups: [Cell, number[]][] }) | RevertOperation

function toStorage(operations: readonly Operation[]): string {
  const stored = operations.map((operation): Stored => {
    if (operation.kind !== 'edit') return operation
    const { kind, key, author, message, text, field, after, sent } = operation
    const groups = [...samplesByBefore(operation)]
    return { kind, key, author, message, text, field, after, sent, groups }
  })
  return JSON.stringify(stored)
}

function fromStorage(text: string): Operation[] {
  return (JSON.parse(text) as Stored[]).map((stored): Operation => {
    if (stored.kind !== 'edit') return stored
    const { groups, ...rest } = stored
    return {
      ...rest,
      samples: Uint32Array.from(groups.flatMap(([, samples]) => samples)),
      before: groups.flatMap(([before, samples]) => samples.map(() => before)),
    }
  })
}

/** How operations are written down. */
export const STORED = { write: toStorage, read: fromStorage }

function samplesByBefore({ samples, before }: EditOperation): Map<Cell, number[]> {
  const groups = new Map<Cell, number[]>()
  samples.forEach((sample, at) => {
    const group = groups.get(before[at])
    if (group) group.push(sample)
    else groups.set(before[at], [sample])
  })
  return groups
}

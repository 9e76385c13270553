/** The words that page and server share: what travels as JSON, over HTTP and the live channel. */

/** A cell's value: a class, a split, '1' for excluded and tags; null where there is none. */
export type Cell = string | null

export type Split = 'train' | 'val' | 'test'
export const SPLITS: readonly Split[] = ['train', 'val', 'test']

/** `label`, `split`, `excluded`, `tag:NAME` or `present`. */
export type Field = string
export const TAG_PREFIX = 'tag:'

export type Role = 'reviewer' | 'viewer'

export interface Version {
  name: string
  changeset: number
  author: string
  at: string
  note: string
}

export interface BookInfo {
  name: string
  seq: number
  role: Role
  shared: boolean
  labelbook: string
  samples: number
  skipped: number
  classes: string[]
  splits: string[]
  versions: Version[]
  contest_limit: number
}

/** The unit of undo and of blame. `at` is UTC, ISO 8601. */
export interface Changeset {
  id: number
  author: string
  at: string
  tool: string
  /** Why, in the author's words. */
  message: string
  /** What, in ours: "Excluded 3 samples". */
  summary: string
  size: number
  added: number
  reverts: number | null
  reverted_by: number | null
}

/** The changes of one changeset that share field, before and after; samples are ids. */
export interface ChangeGroup {
  field: Field
  before: Cell
  after: Cell
  samples: number[]
}

export interface HistoryEntry {
  changeset: Changeset
  field: Field
  before: Cell
  after: Cell
}

export interface Sample {
  id: number
  path: string
  source: string
  location: string
  hash: string
  width: number
  height: number
  size: number
  format: string
  mode: string
  origin: string
  added_by: number
  imported_label: string | null
  imported_split: string
  label: string | null
  split: string
  excluded: boolean
  tags: string[]
  /** Those of the server's sample fields that are not named above. */
  fields: Record<string, number | string>
}

export interface Skipped {
  changeset: number
  path: string
  reason: string
}

/** One cell that is not what an edit saw; changeset 0 where the import made it so. */
export interface CellConflict {
  sample: number
  path: string
  field: Field
  expected: Cell
  found: Cell
  changeset: number
  author: string
  at: string
}

export interface Person {
  client: string
  name: string
  colour: number
  sample: number | null
  role: Role
}

/** What a presenter shows: the page's search string, the cursor's sample, the first row's sample. */
export interface SharedView {
  search: string
  sample: number | null
  top: number | null
}

export type { Talked } from './discuss'

export type JobKind =
  'attribute' | 'boost' | 'compose' | 'embed' | 'eyes' | 'grow' | 'issues' | 'judge' | 'laws'

/** Long work in a process of its own. remaining: seconds; null where nobody can tell yet. */
export interface Job {
  id: string
  kind: JobKind
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  done: number
  total: number
  remaining: number | null
  message: string
}

export interface Neighbour {
  sample: number
  distance: number
}

/** The name of a kind, as of the registry. */
export type IssueKind = string

/** A suspected problem of a sample; score: higher is more suspect. */
export interface Issue {
  sample: number
  kind: IssueKind
  score: number
  /** The label that it had when it was looked at. */
  label: string | null
  suggestion: string | null
  reason: string
  evidence: {
    samples: number[]
    probabilities: { class: string; probability: number }[]
  }
}

/** How a split stands: how far train and val can be told apart, and what lies on both sides. */
export interface Standing {
  /** With its 95 % interval; 0.5 = alike. null: too few samples to tell. */
  auc: { value: number; low: number; high: number } | null
  /** split -> class ('' for none) -> samples. */
  counts: Record<string, Record<string, number>>
  leaks: number
  leaks_test: number
}

export interface SplitProposal {
  val: number
  /** split -> how many samples go there. */
  moves: Record<string, number>
  before: Standing
  after: Standing
  changeset: Changeset | null
}

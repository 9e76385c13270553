/** What travels about growing: laws, recipes, plans, candidates. */

interface Proposal {
  transform: string
  label: string
  law: string | null
  sure: boolean
  tried: number
  counts: Record<string, number>
  told_apart: number | null
  examples: number[]
  reason: string
}

/** What one transform makes of one class. law: as decided; null while nobody has. */
export interface LawCell {
  transform: string
  label: string
  law: string | null
  author: string | null
  at: string | null
  proposal: Proposal | null
}

export interface LawTable {
  transforms: string[]
  classes: string[]
  cells: LawCell[]
  seq: number | null
}

interface Strength {
  name: string
  unit: string
  low: number
  high: number
  usual: number
}

export interface Transform {
  name: string
  what: string
  governed: boolean
  strength: Strength | null
}

export interface Step {
  transform: string
  chance: number
  strength: number | null
}

export interface Recipe {
  name: string
  version: number
  steps: Step[]
}

interface ClassPlan {
  label: string
  have: number
  parents: number
  make: number
  of_hard: number
  styles: number
}

export interface Plan {
  total: number
  kept: number
  make: number
  seed: number
  recipe: string
  version: number
  classes: ClassPlan[]
  left_out: Record<string, number>
  presumed: string[]
  reasons: string[]
}

export interface Stray {
  sample: number
  parent: number
  why: 'excluded' | 'relabelled' | 'moved'
  before: string | null
  after: string | null
}

/** An image that may become a sample. by: who left it out. */
export interface Candidate {
  place: number
  parents: number[]
  label: string
  apart: number
  state: 'waiting' | 'left out' | 'added'
  by: string | null
}

/** Candidates that were made together. ranked: the embedder, edges or model. */
export interface CandidateSet {
  id: number
  tool: string
  truth: string
  predicted: string
  source: string
  ranked: string
  mistakes: number[]
  author: string
  at: string
  waiting: number
  candidates: Candidate[]
}

export interface Lineage {
  parents: number[]
  children: number[]
  tool: 'recipe' | 'canvas' | 'compose' | null
  recipe: string | null
  seed: number | null
}

/** "-> vi" for "becomes vi"; an open law is a dash. */
export function lawWord(law: string | null): string {
  return law === null ? '–' : law.replace(/^becomes /, '→ ')
}

/** Types of growing from the server's schema, and label laws in words. */

import type { components } from './schema'

type Schemas = components['schemas']
/** What one transform makes of one class. law: as decided; null while nobody has. */
export type LawCell = Schemas['LawCell']
export type LawTable = Schemas['LawTable']
export type Transform = Schemas['Kind']
export type Step = Schemas['StepOut']
export type Recipe = Pick<Schemas['RecipeOut'], 'name' | 'version' | 'steps'>
export type Order = Schemas['GrowIn']
export type Plan = Schemas['Plan']
export type ChildToCheck = Schemas['ChildToCheck']
export type Candidate = Schemas['CandidateOut']
export type CandidateSet = Schemas['CandidateSetOut']
export type Lineage = Schemas['Lineage']

/** Return a law as a person reads it: "keeps", "becomes vi" or "breaks". */
export function lawText(law: string): string {
  return { stays: 'keeps', forbidden: 'breaks' }[law] ?? law
}

/** Return a law as a cell of the table shows it: "→ vi" for "becomes vi", a dash for none. */
export function lawWord(law: string | null): string {
  return law === null ? '–' : lawText(law).replace(/^becomes /, '→ ')
}

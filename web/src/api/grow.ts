/** The words of growing, by the server's schema. */

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
export type Stray = Schemas['ChildToCheck']
export type Candidate = Schemas['CandidateOut']
export type CandidateSet = Schemas['CandidateSetOut']
export type Lineage = Schemas['Lineage']

/** "-> vi" for "becomes vi"; an open law is a dash. */
export function lawWord(law: string | null): string {
  return law === null ? '–' : law.replace(/^becomes /, '→ ')
}

/** Types and values of discussions that page and server share, from the server's schema. */

import type { components } from './schema'

type Schemas = components['schemas']
export type Anchor = Schemas['Anchor']
export type AnchorIn = Schemas['AnchorIn']
export type Entry = Schemas['Entry']
export type Thread = Schemas['Thread']
export type ThreadDetail = Schemas['ThreadDetail']
export type ThreadState = Thread['state']
export type Proposal = Schemas['Proposal']
export type Link = Schemas['Link']
export type LinkOut = Schemas['LinkOut']
export type Round = Schemas['Round']
export type RoundDetail = Schemas['RoundDetail']
export type Verdict = Schemas['VoteIn']['verdict']
export type Vote = Schemas['Vote']
export type Rule = Schemas['Rule']
export type RuleIn = Schemas['RuleIn']
export type RuleKind = Rule['kind']
export type Precedent = Schemas['Precedent']
export type Contradiction = Schemas['Contradiction']
export type Talked = Schemas['Talked']
export type ProposedCell = Schemas['ProposedCell']

export const STATE_WORDS: Record<ThreadState, string> = {
  open: 'Open',
  waiting: 'Waiting for an expert',
  resolved: 'Resolved',
}

/** The lists that threads are shown in. */
export const BOXES = ['inbox', 'open', 'waiting', 'resolved', 'all'] as const
export type Box = (typeof BOXES)[number]

export function inBox(thread: Thread, box: Box): boolean {
  if (box === 'all') return true
  if (box !== 'inbox') return thread.state === box
  return thread.unread > 0 || thread.mentioned || thread.proposed > 0
}

/** What a thread is about, in a few words. */
export function aboutWords(anchor: AnchorIn): string {
  const count = anchor.samples?.length ?? 0
  const some = count === 1 ? '1 sample' : `${count.toLocaleString('en')} samples`
  switch (anchor.kind) {
    case 'sample':
      return `sample #${anchor.samples?.[0] ?? ''}`
    case 'samples':
      return some
    case 'region':
      return `a region of the map, ${some}`
    case 'class':
      return `the class ${anchor.classes?.[0] ?? ''}`
    case 'pair':
      return `${anchor.classes?.join(' mistaken for ') ?? ''}${count > 0 ? `, ${some}` : ''}`
    case 'changeset':
      return `changeset ${anchor.changeset ?? ''}`
    case 'versions':
      return `from ${anchor.versions?.join(' to ') ?? ''}`
  }
}

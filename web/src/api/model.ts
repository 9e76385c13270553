/** Types and values that page and server share, from the server's schema. */

import type { components } from './schema'

type Schemas = components['schemas']

/** A cell's value: a class, a split, '1' for excluded and tags; null where there is none. */
export type Cell = string | null

export type Split = 'train' | 'val' | 'test'
export const SPLITS: readonly Split[] = ['train', 'val', 'test']

/** `label`, `split`, `excluded`, `tag:NAME` or `present`. */
export type Field = string
export const TAG_PREFIX = 'tag:'

export type BookInfo = Schemas['BookInfo']
export type Version = Schemas['Version']
export type Arrival = Schemas['Arrival']
/** A changeset and what it moved. */
export type News = Schemas['News']
export type Changeset = Schemas['Changeset']
export type ChangeGroup = Schemas['ChangeGroup']
export type ChangesetIn = Schemas['ChangesetIn']
export type HistoryEntry = Schemas['HistoryEntry']
export type Sample = Schemas['Sample']
export type Skipped = Schemas['Skipped']
/** A class with how many samples have it. */
export type ClassInfo = Schemas['ClassInfo']
export type CellConflict = Schemas['CellConflict']
export type Why = Schemas['WhyOut']
export type Neighbour = Schemas['Neighbour']
export type SplitProposal = Schemas['SplitOut']
export type Standing = Schemas['Standing']
export type Job = Schemas['Job']
export type Guess = Schemas['Guess']
/** A sample to draw from. */
export type Wanted = Schemas['DrawingTarget']
/** What the tray holds. */
export type Offer = Schemas['Offer']
/** A piece that was taken out of the tray: by whom, and when (UTC). */
export type RemovedPiece = Schemas['RemovedPiece']

export type Person = Schemas['Person']
export type SharedView = Schemas['SharedView']
export type Talked = Schemas['Talked']
export type ClientMessage = Schemas['ClientMessage']
export type ServerMessage = Schemas['ServerMessage']

/** The kinds of work that the page has words for. */
export type JobKind =
  | 'attribute'
  | 'boost'
  | 'compose'
  | 'embed'
  | 'evaluate'
  | 'grow'
  | 'import'
  | 'issues'
  | 'laws'
  | 'map'
  | 'own-model'

/** The name of a kind, as of the registry. */
export type IssueKind = string
/** How files would be read before they are imported. */
export type ImportPreview = Schemas['PreviewOut']
/** One way to settle what is unclear about them. */
export type ImportAnswer = Schemas['AnswerOut']
export type ImportReport = Schemas['ImportOut']

/** Images without a label, with what each probably is. */
export type UnlabelledAnswer = Schemas['UnlabelledQueue']
export type UnlabelledImage = Schemas['UnlabelledImage']
export type SuggestedClass = Schemas['SuggestedClass']

export type Issue = Schemas['IssueOut']
export type IssueList = Schemas['IssueList']

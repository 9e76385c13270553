/** The kinds of issue in words. */

import type { IssueKind } from '../api/model'

export interface KindWords {
  name: string
  /** What such an issue says of a sample. */
  what: string
  /** To keep the sample as it is, on the button. */
  keep: string
}

const KEEP = 'Keep it'

export const KINDS: Record<IssueKind, KindWords> = {
  label: {
    name: 'Mislabelled',
    what: 'The label is probably wrong: what looks alike is labelled otherwise.',
    keep: 'Keep the label',
  },
  'not-a-class': {
    name: 'Not a class',
    what: 'Shows none of the classes: a doodle, a fragment, or unreadable.',
    keep: KEEP,
  },
  ambiguous: {
    name: 'Ambiguous',
    what: 'Could be either of two classes.',
    keep: 'Keep the label',
  },
  duplicate: {
    name: 'Duplicate',
    what: 'The same image twice, or nearly.',
    keep: 'Keep both',
  },
  leak: {
    name: 'Leak',
    what: 'The same image in two splits: what a model learnt it is tested on.',
    keep: 'Keep both',
  },
  outlier: {
    name: 'Untypical',
    what: 'Unlike the others of its class.',
    keep: KEEP,
  },
  technical: {
    name: 'Technical',
    what: 'Blank, blurred, too small, or of an odd shape.',
    keep: KEEP,
  },
  imbalance: {
    name: 'Imbalance',
    what: 'There are far fewer of these than of others.',
    keep: 'Leave it so',
  },
  'split-mismatch': {
    name: 'Split mismatch',
    what: 'Samples like these are missing on one side of the split.',
    keep: 'Leave it so',
  },
}

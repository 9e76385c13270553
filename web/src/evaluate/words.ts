/** Names and descriptions of the parts of a comparison, of changes, verdicts and models. */

import type { Part } from './evaluation.svelte'

export const PART_WORDS: Record<Part, { name: string; what: string }> = {
  images: { name: 'Images', what: 'The images that turned right or wrong, and the hardest' },
  classes: { name: 'Classes', what: 'The difference, class by class' },
  confusion: { name: 'Confusion', what: 'Which class is mistaken for which, before and after' },
  changed: { name: 'What changed', what: 'The samples that differ between the two versions' },
  attribution: {
    name: 'Which change did it',
    what: 'The difference, split over the parts of the change',
  },
  dynamics: {
    name: 'Easy and hard images',
    what: 'How surely the model learned each train image, and the training curves',
  },
  forecasts: { name: 'Forecasts', what: 'What was forecast for changes, and what was measured' },
  trust: { name: 'Can val be trusted?', what: 'Do val and test agree on the accuracy?' },
}

export const CHANGE_WORDS: Record<string, string> = {
  relabelled: 'relabelled',
  moved: 'moved to another split',
  excluded: 'excluded',
  restored: 'restored',
  added: 'added',
  gone: 'removed',
}

export const VERDICT_WORDS = {
  better: { word: 'better', mark: '▲' },
  worse: { word: 'worse', mark: '▼' },
  'cannot tell': { word: 'cannot tell', mark: '≈' },
  'within noise': { word: 'within noise', mark: '≈' },
} as const

/** What trains again without each part, by model. */
export const AGAIN_WORDS: Record<string, string> = {
  linear: 'logistic regression on the embeddings: quick, but not the model that counts',
  contest: 'the contest’s own network',
  command: 'your own script, called as it was for both versions',
}

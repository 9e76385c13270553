/** The parts of the judging and the words of it. */

import type { Part } from './evaluation.svelte'

export const PART_WORDS: Record<Part, { name: string; what: string }> = {
  images: { name: 'Images', what: 'Which images turned right or wrong, and which stay hard' },
  classes: { name: 'Classes', what: 'The difference class by class' },
  confusion: { name: 'Confusion', what: 'What is taken for what, before and after' },
  changed: { name: 'What changed', what: 'The samples that differ between the two versions' },
  attribution: { name: 'What did it', what: 'The difference, split over the parts of the change' },
  dynamics: { name: 'Learning', what: 'How each train sample was learnt, and the training curves' },
  forecasts: { name: 'Forecasts', what: 'What was expected of changes, and what came of it' },
  trust: { name: 'Trust in val', what: 'Does val tell what test tells?' },
}

export const CHANGE_WORDS: Record<string, string> = {
  relabelled: 'relabelled',
  moved: 'moved to another split',
  excluded: 'excluded',
  restored: 'restored',
  added: 'added',
  gone: 'taken out',
}

export const VERDICT_WORDS = {
  better: { word: 'better', mark: '▲' },
  worse: { word: 'worse', mark: '▼' },
  'cannot tell': { word: 'cannot tell', mark: '≈' },
  'within noise': { word: 'within noise', mark: '≈' },
} as const

/** What leaving parts out and training again is like, by model. */
export const AGAIN_WORDS: Record<string, string> = {
  linear: 'logistic regression on the embeddings: quick, but not the model that counts',
  contest: 'the contest’s net itself',
  command: 'your own script, called as it was when it judged both versions',
}

export const MODEL_WORDS: Record<string, string> = {
  contest: 'The contest’s net, trained from nothing on the pixels: minutes to hours.',
  linear: 'Logistic regression on the embeddings: seconds.',
  command: 'A script of your own; it is started from the command line.',
}

/** The kinds of rules in words. */

import type { RuleKind } from '../api/discuss'

export const RULE_KINDS: readonly RuleKind[] = ['definition', 'typical', 'border', 'not']

export const RULE_WORDS: Record<RuleKind, { name: string; empty: string; hint: string }> = {
  definition: {
    name: 'What it is',
    empty: 'No description yet.',
    hint: 'What makes an image belong to this class?',
  },
  typical: {
    name: 'Typical',
    empty: 'No examples yet.',
    hint: 'What do these examples show? (optional)',
  },
  border: {
    name: 'Border cases',
    empty: 'No border cases yet.',
    hint: 'What was decided, and why?',
  },
  not: {
    name: 'What it is not',
    empty: 'Nothing yet.',
    hint: 'What is mistaken for it, and what is it instead?',
  },
}

/** How samples are learnt, in words and colours. */

export type Learnt = 'easy' | 'hard' | 'ambiguous'

export const KINDS: Record<Learnt, { title: string; text: string; colour: string }> = {
  hard: {
    title: 'Hard to learn',
    text: 'The model never came to believe the label, the least believed first: wrong labels are mostly here.',
    colour: 'var(--bad)',
  },
  ambiguous: {
    title: 'Ambiguous',
    text: 'The model changed its mind most about these: they teach the most, more of their kind help.',
    colour: 'var(--warn)',
  },
  easy: {
    title: 'Easy',
    text: 'Believed early and ever after: many more of these teach little.',
    colour: 'var(--good)',
  },
}

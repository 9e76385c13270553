/** The three kinds of train images by how they were learned, in words and colours. */

export type Difficulty = 'easy' | 'hard' | 'ambiguous'

export const KINDS: Record<Difficulty, { title: string; text: string; colour: string }> = {
  hard: {
    title: 'Hard',
    text: 'The model never became sure of the label; the least sure first. Most wrong labels are here.',
    colour: 'var(--bad)',
  },
  ambiguous: {
    title: 'Ambiguous',
    text: 'The model changed its prediction most often. More images like these help most.',
    colour: 'var(--warn)',
  },
  easy: {
    title: 'Easy',
    text: 'The model was soon sure of the label and stayed so. More images like these help little.',
    colour: 'var(--good)',
  },
}

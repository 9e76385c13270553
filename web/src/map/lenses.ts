/** The ways to arrange the map, in words. */

import type { Lens, LENSES } from '../query/query.svelte'

export interface LensWords {
  name: string
  /** What makes two samples neighbours. */
  what: string
  /** Where the map is missing: the title, how it is made, and the button. */
  make: string
  how: string
  button: string
}

const LENS_WORDS: Record<(typeof LENSES)[number], LensWords> = {
  content: {
    name: 'By content',
    what: 'Images that show the same thing lie together, according to a vision model that was trained on photographs.',
    make: 'There is no map yet',
    how: 'A vision model computes one embedding per image and places similar images near each other. You can continue to work meanwhile.',
    button: 'Make the map',
  },
  style: {
    name: 'By style',
    what: 'Images drawn or photographed in the same way lie together, whatever their class.',
    make: 'There is no map of styles yet',
    how: 'A vision model computes one embedding per image; then the part that the class explains is removed. You can continue to work meanwhile.',
    button: 'Make the map',
  },
  'own-model': {
    name: 'By own model',
    what: 'Images that the own model confuses lie together. The own model is a small network trained on your images, never on the one it judges.',
    make: 'There is no own model yet',
    how: 'The own model is a small network trained on your images, never on the one it judges. Training takes some minutes; you can continue to work meanwhile.',
    button: 'Train the own model',
  },
  added: {
    name: 'By added embeddings',
    what: 'Images lie together whose embeddings, which another program computed and somebody added, are alike.',
    make: 'Their map was not made yet',
    how: 'Images are placed near each other whose added embeddings are alike. You can continue to work meanwhile.',
    button: 'Make the map',
  },
}

/** The words for a lens; one of added embeddings has their name. */
export function lensWords(lens: Lens): LensWords {
  const [kind, ...name] = lens.split(':')
  if (name.length === 0) return LENS_WORDS[lens as keyof typeof LENS_WORDS]
  return { ...LENS_WORDS[kind as 'added'], name: `By ${name.join(':')}` }
}

/** The lenses that there are to choose from. sets: the embeddings that were added. */
export function lensesWith(sets: readonly string[]): Lens[] {
  const added =
    sets.length === 0 ? ['added' as const] : sets.map((name) => `added:${name}` as const)
  return ['content', 'style', 'own-model', ...added]
}

/** The ways to arrange the map, in words. */

import type { Lens } from '../query/query.svelte'

export interface LensWords {
  name: string
  /** What makes two samples neighbours. */
  what: string
  /** Where the map is missing: the title, how it is made, and the button. */
  make: string
  how: string
  button: string
}

export const LENS_WORDS: Record<Lens, LensWords> = {
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
    make: 'No embeddings were added yet',
    how: 'Any model can compute embeddings: “labelbook embeddings BOOK FILE” adds them from an npy, parquet or CSV file.',
    button: '',
  },
}

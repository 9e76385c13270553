/** The three lenses in words. */

import type { Lens } from '../query/query.svelte'

export interface LensWords {
  name: string
  /** What lies near what. */
  what: string
  /** Where the lens is not ready: what to do, how it is made, and the button. */
  make: string
  how: string
  button: string
}

export const LENS_WORDS: Record<Lens, LensWords> = {
  content: {
    name: 'Content',
    what: 'Samples that show the same thing lie together, by a vision model that was trained on photographs.',
    make: 'The map is not made yet',
    how: 'A vision model looks at every image once and puts alike ones near each other. You can go on with your work meanwhile.',
    button: 'Make the map',
  },
  style: {
    name: 'Style',
    what: 'What the class explains is taken out: samples drawn by the same hand lie together, whatever they show.',
    make: 'The map of styles is not made yet',
    how: 'A vision model looks at every image once; then what the class explains is taken out. You can go on with your work meanwhile.',
    button: 'Make the map',
  },
  'own-model': {
    name: 'Own model',
    what: 'By a small network trained on your images, never on the one it judges: what it confuses lies together.',
    make: 'The own model is not trained yet',
    how: 'A small network learns the classes of this book, always without the samples that it then judges. This takes some minutes; you can go on with your work meanwhile.',
    button: 'Train the own model',
  },
}

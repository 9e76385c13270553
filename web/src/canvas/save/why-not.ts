/** Why what is on the canvas cannot be saved, in a sentence. */

import type { BookStore } from '../../book/book.svelte'
import type { Split } from '../../api/model'
import { isEmpty } from '../engine/ink'
import { isSame, type Raster } from '../engine/raster'
import type { Workbench } from '../workbench.svelte'

/** null: it can be saved. */
export function whyNot(
  book: BookStore,
  bench: Workbench,
  image: Raster,
  split: Split,
  source: number | null,
): string | null {
  if (isEmpty(image)) return 'The canvas is empty: draw something first.'
  if (source !== null && isSame(image, bench.original)) {
    return 'Nothing has changed yet: draw or erase first. To change only the label, use the sheet.'
  }
  if (split === 'test') {
    return 'This sample is in test, and nothing may be made from test samples: open a sample of train or val.'
  }
  const stray = bench.drawing.sources.some((sample) => {
    const row = book.rowOf(sample)
    return row >= 0 && book.split(row) !== split
  })
  return stray
    ? `A piece on the canvas comes from another split than ${split}: undo adding it.`
    : null
}

/** What is most like a sample, shown beside the map. */

import type { Page } from '../app/context'
import type { Lens } from '../query/query.svelte'
import { Strip } from './strip.svelte'

/** Show what is most like a sample: the one under the cursor, unless another is given. */
export async function showSimilar(
  page: Page,
  lens: Lens = page.query.lens,
  sample = page.sample,
): Promise<void> {
  if (sample === null) return
  try {
    const found = await page.requests.neighbours(sample, lens)
    const samples = found.map((neighbour) => neighbour.sample)
    page.query.layout = 'map'
    page.part(Strip).showSimilar(sample, lens, samples)
  } catch (error) {
    page.edits.toast.refuse(error)
  }
}

/** Predictions and embeddings of other programs: the dialog that adds, lists and removes them. */

import type { Page } from '../app/context'
import ComputedDialog from './ComputedDialog.svelte'

/** Put the dialog over the page. */
export function registerComputed(page: Page): void {
  page.slots.add('page', ComputedDialog)
}

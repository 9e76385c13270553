/** Opening one sample beside the evaluation. */

import type { Page } from '../app/context'
import { Evaluation } from './evaluation.svelte'

/** Open the panel with a sample, if the book has it. */
export function openBeside(page: Page, sample: number): void {
  const row = page.book.rowOf(sample)
  if (row < 0) return
  page.selection.moveTo(row)
  page.part(Evaluation).isBesideOpen = true
}

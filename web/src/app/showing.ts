/** From anywhere to samples: one beside the screen, or some as a filter. */

import type { App } from './app.svelte'
import { Only } from '../query/only'
import type { Layout } from '../query/query.svelte'

/** Look at a sample beside what the models say. */
export function peek(app: App, sample: number): void {
  const row = app.book.rowOf(sample)
  if (row < 0) return
  app.selection.moveTo(row)
  app.judge.peeking = true
}

/** Show some samples and no others, in the sheet or where `layout` says. */
export function showOnly(
  app: App,
  title: string,
  samples: readonly number[],
  layout: Layout = 'sheet',
): void {
  app.query.clear()
  app.query.only = Only.of(title, samples)
  app.query.layout = layout
  app.view.settle()
  app.selection.moveToPlace(0)
}

/** What a changeset changed, in the sheet, beside the history. */
export async function showChangeset(app: App, changeset: number): Promise<void> {
  const { groups } = await app.ask.changeset(changeset)
  const samples = [...new Set(groups.flatMap((group) => [...group.samples]))]
  showOnly(app, `what #${changeset} changed`, samples)
  app.ui.history = true
}

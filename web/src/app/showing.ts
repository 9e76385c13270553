/** From anywhere to samples: some of them as a filter. */

import type { Page } from './context'
import { Only } from '../query/only'
import type { Layout } from '../query/query.svelte'

/** Show some samples and no others, in the sheet or where `layout` says. */
export function showOnly(
  page: Page,
  title: string,
  samples: readonly number[],
  layout: Layout = 'sheet',
): void {
  page.query.clear()
  page.query.only = Only.of(title, samples)
  page.query.layout = layout
  page.view.settle()
  page.selection.moveToPlace(0)
}

/** What a changeset changed, in the sheet, beside the history. */
export async function showChangeset(page: Page, changeset: number): Promise<void> {
  const { groups } = await page.requests.changeset(changeset)
  const samples = [...new Set(groups.flatMap((group) => [...group.samples]))]
  showOnly(page, `changed by changeset ${changeset}`, samples)
  page.ui.history = true
}

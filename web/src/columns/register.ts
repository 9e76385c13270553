/** Metadata columns on the page: their filters, what a sample holds, and the dialog about them. */

import type { Page } from '../app/context'
import ColumnFilters from './ColumnFilters.svelte'
import ColumnsDialog from './ColumnsDialog.svelte'
import SampleColumns from './SampleColumns.svelte'
import SetColumn from './SetColumn.svelte'

/** Put them into the places that the other rooms have for them. */
export function registerColumns(page: Page): void {
  page.slots.add('filters', ColumnFilters)
  page.slots.add('sample', SampleColumns)
  page.slots.add('selected', SetColumn, 'Set a column')
  page.slots.add('page', ColumnsDialog)
}

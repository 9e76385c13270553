/** Images that come into the book: the dialog, the whole page as a place to drop them, the start. */

import type { Page } from '../app/context'
import AddImages from './AddImages.svelte'
import { Imports } from './imports.svelte'
import Start from './Start.svelte'

export function registerExchange(page: Page): void {
  page.keep(new Imports(page.book.http, page.jobs, () => page.preferences.name))
  page.slots.add('empty', Start)
  page.slots.add('page', AddImages)
}

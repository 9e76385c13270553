/** Images that come into the book: the dialog, and the whole page as a place to drop them. */

import type { Page } from '../app/context'
import AddImages from './AddImages.svelte'

export function registerExchange(page: Page): void {
  page.slots.add('page', AddImages)
}

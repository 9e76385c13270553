/** Images without a label on the page: the notice above the samples that leads to them. */

import type { Page } from '../app/context'
import UnlabelledNotice from './UnlabelledNotice.svelte'

export function registerUnlabelled(page: Page): void {
  page.slots.add('above', UnlabelledNotice)
}

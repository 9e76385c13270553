/** While the issues are on the screen: the list that is gone through, and the cursor on its sample. */

import { untrack } from 'svelte'
import type { Page } from '../app/context'
import type { Part } from '../app/rooms'
import type { Doubts } from './queue.svelte'

export class Showing implements Part {
  readonly stop: () => void

  constructor(page: Page, doubts: Doubts) {
    const isShown = (): boolean => page.query.layout === 'doubts'
    this.stop = $effect.root(() => {
      $effect(() => {
        const { kind } = page.query
        if (page.book.phase === 'ready' && isShown()) untrack(() => doubts.begin(kind))
      })
      $effect(() => {
        // Keys act on the sample that is in doubt.
        const current = isShown() ? doubts.current : null
        doubts.shows(current)
        if (current) untrack(() => page.selection.moveTo(page.book.rowOf(current.sample)))
      })
    })
  }
}

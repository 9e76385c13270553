/** While the issues are on the screen: the list that is gone through, and the cursor on its sample. */

import { untrack } from 'svelte'
import type { Page } from '../app/context'
import type { Part } from '../app/rooms'
import type { IssueQueue } from './queue.svelte'

export class IssueWatcher implements Part {
  readonly stop: () => void

  constructor(page: Page, queue: IssueQueue) {
    const isShown = (): boolean => page.query.layout === 'issues'
    this.stop = $effect.root(() => {
      $effect(() => {
        const { kind } = page.query
        if (page.book.phase === 'ready' && isShown()) untrack(() => queue.begin(kind))
      })
      $effect(() => {
        // Keys act on the sample with the issue.
        const current = isShown() ? queue.current : null
        queue.setShown(current)
        if (current) untrack(() => page.selection.moveTo(page.book.rowOf(current.sample)))
      })
    })
  }
}

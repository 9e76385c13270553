/** While the queue is on the screen: the cursor on its image, and new suggestions as they are learned. */

import { untrack } from 'svelte'
import type { Page } from '../app/context'
import type { Part } from '../app/rooms'
import type { UnlabelledQueue } from './queue.svelte'

export class UnlabelledWatcher implements Part {
  readonly stop: () => void

  constructor(page: Page, queue: UnlabelledQueue) {
    const isShown = (): boolean => page.query.layout === 'unlabelled'
    this.stop = $effect.root(() => {
      $effect(() => {
        if (page.book.phase === 'ready' && isShown()) untrack(() => queue.begin())
      })
      $effect(() => {
        // Keys act on the image that is shown.
        const current = isShown() ? queue.current : null
        if (current) untrack(() => page.selection.moveTo(page.book.rowOf(current.sample)))
      })
      $effect(() => {
        // What is not stored yet teaches nothing.
        if (isShown() && page.edits.waiting === 0 && queue.isStale) {
          untrack(() => void queue.refresh())
        }
      })
    })
  }
}

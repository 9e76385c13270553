/** What a presenter's followers see, and following a presenter. */

import type { Page } from './context'
import type { SharedView } from '../api/model'

export class Presentation {
  /** The first row that the scroller shows. */
  #top = -1

  constructor(private readonly app: Page) {}

  /** Called by the scroller with its first visible row. */
  scrolled(row: number): void {
    this.#top = row
    this.publish()
  }

  /** Show what is on the screen, while I present. */
  publish(): void {
    const { app } = this
    app.live.publishView({
      search: app.query.toSearch(),
      sample: app.sampleAt(app.selection.cursor),
      top: app.sampleAt(this.#top),
    })
  }

  /** Go where the presenter is. */
  show(view: SharedView): void {
    const { app } = this
    app.query.fromSearch(view.search, { thumbnail: false })
    app.view.settle()
    const isThere = view.sample === app.sampleAt(app.selection.cursor)
    if (view.sample !== null && !isThere) app.goTo(view.sample)
    const top = view.top === null ? -1 : app.book.rowOf(view.top)
    if (top >= 0) app.ui.scrollToTop(top)
  }
}

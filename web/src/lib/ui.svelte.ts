/** What is open on the page, and the measures that keys need; no data. */

export type Dialog =
  | 'name'
  | 'label'
  | 'tag'
  | 'split'
  | 'help'
  | 'message'
  | 'export'
  | 'version'
  | 'skipped'
  | 'share'

export class Ui {
  /** The one dialog or palette that is open. No key acts while one is. */
  dialog = $state<Dialog | null>(null)
  inspector = $state(true)
  history = $state(false)
  /** Bumps when the search field is to take the focus. */
  searchRequests = $state(0)
  /** Set by the sheet or gallery that is shown: samples in a row, samples on the screen. */
  viewport = $state({ columns: 1, page: 20 })
  /** Row that the scroller is to bring to its top, and a count so that the same row counts again. */
  top = $state.raw({ row: -1, request: 0 })

  /** Bring a row to the top of the sheet or gallery. */
  scrollToTop(row: number): void {
    this.top = { row, request: this.top.request + 1 }
  }
}

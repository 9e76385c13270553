/** What is open on the page, and the measures that keys need; no data. */

import type { Facet } from '../query/query.svelte'

export type Dialog =
  | 'name'
  | 'label'
  | 'classes'
  | 'tag'
  | 'split'
  | 'help'
  | 'message'
  | 'export'
  | 'version'
  | 'skipped'
  | 'share'
  | 'resplit'
  | 'question'
  | 'import'
  | 'columns'
  | 'computed'

const STAY: MapMove = { x: 0, y: 0, zoom: 0, whole: false }

/** What the map is asked to do by a key. */
export interface MapMove {
  /** How far to move, in viewports; how many steps to zoom in. */
  x: number
  y: number
  zoom: number
  /** Show the whole map. */
  whole: boolean
}

export class Ui {
  /** The one dialog or palette that is open. No key acts while one is. */
  dialog = $state<Dialog | null>(null)
  inspector = $state(true)
  /** Do the filters lie over the samples? On a phone alone; elsewhere they stand beside them. */
  filters = $state(false)
  history = $state(false)
  /** Whether the inspector shows why a sample has its label, instead of only its changes. */
  why = $state(false)
  /** Is the page dark now, by choice or with the system? */
  dark = $state(false)
  /** The value of a facet that the person points at; the map shows which samples have it. */
  pointed = $state.raw<{ facet: Facet; value: string | null } | null>(null)
  /** What the map is asked to do, and a count so that the same counts again. */
  mapMove = $state.raw<MapMove & { request: number }>({ ...STAY, request: 0 })
  /** Bumps when the search field is to take the focus. */
  searchRequests = $state(0)
  /** Bumps when the field for the next word in a thread is to take the focus. */
  replyRequests = $state(0)
  /** Set by the sheet or gallery that is shown: samples in a row, samples on the screen. */
  viewport = $state({ columns: 1, page: 20 })
  /** Row that the scroller is to bring to its top, and a count so that the same row counts again. */
  top = $state.raw({ row: -1, request: 0 })

  /** Tell in the inspector why a sample is labelled so, or no longer. */
  toggleWhy(): void {
    this.why = !(this.why && this.inspector && !this.history)
    if (!this.why) return
    this.inspector = true
    this.history = false
  }

  /** Move or zoom the map. */
  moveMap(move: Partial<MapMove>): void {
    this.mapMove = { ...STAY, ...move, request: this.mapMove.request + 1 }
  }

  /** Bring a row to the top of the sheet or gallery. */
  scrollToTop(row: number): void {
    this.top = { row, request: this.top.request + 1 }
  }
}

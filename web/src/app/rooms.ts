/** What fills the screen: a room declares itself in its folder's room.ts. */

import type { Component } from 'svelte'
import type { Layout } from '../query/query.svelte'
import type { Command, Seen } from './commands'

/** A room's store: made once with the page, found by its class, stopped with the page. */
export interface Part {
  stop(): void
  /** Connected, for the first time or again: messages sent meanwhile were missed. */
  connected?(): void
  /** How much of it the server does not have yet. */
  readonly waiting?: number
}

/** The panel with the sample under the cursor. */
export interface Beside<P> {
  isOpen(page: P): boolean
  open(page: P, isOpen: boolean): void
}

/** P: the page that a room gets. */
export interface Room<P> {
  /** Its name in the page's address. */
  id: Layout
  /** On its button. */
  title: string
  /** What people do there; the label of its button. */
  what: string
  /** The command that goes there. */
  open: string
  icon: Component<{ size?: number }>
  Screen: Component
  /** The panel on the left; a layout of the samples has the filters there. */
  Side?: Component
  /** Is it a layout of the samples? These are gone through one after the other. */
  isLayout?: boolean
  commands: readonly Command<P>[]
  /** Make the room's stores. */
  create?(page: P): readonly Part[]
  /** Which samples are visible now; by default all. */
  sees?(page: P): Seen
  /** Whether there is a button for it now; by default there is. */
  isOffered?(page: P): boolean
  /** Whether it lists the class keys at the bottom; by default where it shows samples. */
  legend?: false
  /** The panel with the sample under the cursor: the ordinary one, its own, or none. */
  beside?: Beside<P> | null
  /** Does the room itself move the cursor on? */
  leads?: boolean
  /** Whether messages appear above what is at the bottom. */
  raisesMessages?: boolean
  /** The count on its button. */
  unread?(page: P): number
  /** The region that samples take up on the screen: points around it, in the map's measures. */
  outline?(page: P, samples: readonly number[]): [x: number, y: number][]
}

/** Go to a room; from there back to the sheet. */
export function toggle(room: Layout): (page: { query: { layout: Layout } }) => void {
  return ({ query }) => {
    query.layout = query.layout === room ? 'sheet' : room
  }
}

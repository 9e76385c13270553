/** What fills the screen: a room declares itself in its folder's room.ts. */

import type { Component } from 'svelte'
import type { Layout } from '../query/query.svelte'
import type { Command, Seen } from './commands'

/** A room's store: made once with the page, found by its class, stopped with the page. */
export interface Part {
  stop(): void
  /** The connection stands, for the first time or again: what was told meanwhile was missed. */
  connected?(): void
  /** How much of it the server does not have yet. */
  readonly waiting?: number
}

/** The panel with the sample under the cursor. */
export interface Beside<P> {
  isOpen(page: P): boolean
  open(page: P, isOpen: boolean): void
}

/** P: what a room is given, the page. */
export interface Room<P> {
  /** Its name in the page's address. */
  id: Layout
  /** On its button. */
  title: string
  /** What one does there, in words for its button. */
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
  /** What of the samples is seen now; all of them where it does not say. */
  sees?(page: P): Seen
  /** Is there a button for it now? There is where it does not say. */
  isOffered?(page: P): boolean
  /** Does it list the class keys at its foot? Where samples are seen, unless it says no. */
  legend?: false
  /** The panel with the sample under the cursor: the ordinary one, its own, or none. */
  beside?: Beside<P> | null
  /** Does the room itself move the cursor on? */
  leads?: boolean
  /** Do messages stand above what is at its foot? */
  raisesMessages?: boolean
  /** What on its button counts, for the person who looks. */
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

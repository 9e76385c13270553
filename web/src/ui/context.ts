/** What the kit's components get of whatever page they are on. */

import { getContext, setContext } from 'svelte'
import type { BookStore } from '../book/book.svelte'
import type { Jobs } from '../live/jobs.svelte'
import type { Live } from '../live/live.svelte'
import type { Query } from '../query/query.svelte'
import type { Selection } from '../query/selection.svelte'
import type { View } from '../query/view.svelte'

export interface Kit {
  readonly book: BookStore
  readonly query: Query
  readonly view: View
  readonly selection: Selection
  readonly live: Live
  readonly jobs: Jobs
}

const KEY = Symbol('labelbook kit')

/** Hand what the kit needs to all components below. */
export function provideKit(kit: Kit): void {
  setContext(KEY, kit)
}

/** What the kit needs, in its components. */
export function useKit(): Kit {
  return getContext<Kit>(KEY)
}

/** The page as every component and every room's store sees it. */

import { getContext, setContext } from 'svelte'
import type { JobKind } from '../api/model'
import type { Registry } from '../api/registry.svelte'
import type { Edits } from '../edit/edits.svelte'
import type { SortColumn } from '../query/look'
import { provideKit, type Kit } from '../ui/context'
import type { Commands } from './commands'
import type { ComputedSets } from './computed.svelte'
import type { Preferences } from './preferences.svelte'
import type { Requests } from './requests'
import type { Beside, Part, Room } from './rooms'
import type { Slots } from './slots'
import type { Dialog, Ui } from './ui.svelte'

/** What the issues say of each row's label, for the map's colours. */
export interface LabelIssueSource {
  /** Fetch them, unless that was done. */
  loadLabelsOnce(): void
  /** score: 0 sound to 1 suspect, NaN unsuspected; suggestion: the code of a class, 0 for none. */
  readonly labels: { score: Float32Array; suggestion: Uint16Array } | null
}

export interface Page extends Kit {
  readonly browser: Window & typeof globalThis
  readonly preferences: Preferences
  readonly requests: Requests
  readonly edits: Edits
  readonly computed: ComputedSets
  /** What the server knows kinds of: issues, exporters. */
  readonly registry: Registry
  readonly ui: Ui
  readonly slots: Slots
  readonly rooms: readonly Room<Page>[]
  readonly commands: Commands<Page>
  /** The room on the screen. */
  readonly room: Room<Page>
  /** The panel beside it; null where the room shows a sample large itself. */
  readonly beside: Beside<Page> | null
  /** The sample under the cursor; null where there is none. */
  readonly sample: number | null
  /** Set by the room that knows them. */
  labelIssues: LabelIssueSource | null

  /** A room's store, by its class. Throws where no room made it. */
  part<T>(kind: abstract new (...args: never[]) => T): T
  /** Keep a store that belongs to no room; part() finds it. */
  keep(part: Part): void
  /** Do what the command of this id does. */
  run(command: string): void
  /** Do what a key does now. */
  press(stroke: string): void
  /** Load the book, or try again after that failed. */
  load(): Promise<void>
  /** Put the cursor on a sample, if the book has it. */
  goTo(sample: number): void
  setName(name: string): void
  sortBy(column: SortColumn): void
  /** Relabel what is selected; a single row goes on to the next one where that is preferred. */
  relabel(label: string | null, message?: string): void
  /** Exclude what is selected; where all of it is excluded already, restore it. */
  toggleExcluded(message?: string): void
  /** Start a job on the server; shows the reason where it refuses. */
  startJob(kind: JobKind): Promise<void>
  /** Open a palette that acts on what is selected. */
  openFor(dialog: Dialog): void
  /** The sample of a row, without depending on anything. */
  sampleAt(row: number): number | null
  /** Called by the scroller with its first visible row. */
  scrolled(row: number): void
}

const KEY = Symbol('labelbook')

/** Hand the page to all components below. */
export function providePage<P extends Page>(page: P): P {
  provideKit(page)
  return setContext(KEY, page)
}

/** The page, in any component. */
export function usePage(): Page {
  return getContext<Page>(KEY)
}

/** Places in one room where other rooms put a component of theirs. */

import type { Component } from 'svelte'

/** The properties that each place passes to its components. */
export interface SlotProps {
  /** Below the filters. */
  filters: Record<string, never>
  /** In the inspector, about one sample. */
  sample: { sample: number }
  /** In the inspector, about the selected rows. */
  selected: { rows: Uint32Array }
  /** Beside a changeset of the history. */
  changeset: { changeset: number }
  /** In the dialog of a better split. share: of val, 0 to 1; about: changes with what is asked. */
  split: { share: number; about: string }
  /** Beside the images of one class taken for another. near: those to start from; null for all. */
  mistakes: { truth: string; said: string; near: readonly number[] | null }
  /** Where the samples would be, in a book that has none. */
  empty: Record<string, never>
  /** Above the samples, in each of their layouts. */
  above: Record<string, never>
  /** Over the whole page. */
  page: Record<string, never>
}

export interface Filling<K extends keyof SlotProps> {
  Part: Component<SlotProps[K]>
  /** The heading above it; '' for none. */
  title: string
}

export class Slots {
  readonly #fillings: { [K in keyof SlotProps]?: Filling<K>[] } = {}

  /** Put a component into a place, after those that are there. */
  add<K extends keyof SlotProps>(slot: K, Part: Component<SlotProps[K]>, title = ''): void {
    const there: Filling<K>[] = this.#fillings[slot] ?? []
    there.push({ Part, title })
    Object.assign(this.#fillings, { [slot]: there })
  }

  /** What was put into a place. */
  of<K extends keyof SlotProps>(slot: K): readonly Filling<K>[] {
    return this.#fillings[slot] ?? []
  }
}

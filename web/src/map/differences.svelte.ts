/** What is other now than at a version: fetched cells of then against the live cells of now. */

import type { BookStore } from '../book/book.svelte'
import { openColumns, type Columns } from '../book/columns'

/** The kinds of difference, by code; the first one that holds counts. */
export const DIFFERENCES = ['added', 'relabelled', 'excluded', 'back', 'other split'] as const

const [ADDED, RELABELLED, EXCLUDED, BACK, MOVED] = [1, 2, 3, 4, 5]
/** In place of a label's code: there was no such sample; no sample has that class any more. */
const ABSENT = 0xffff
const GONE = 0xfffe

interface Then {
  /** Codes of the live book's classes; ABSENT where there was no sample. */
  label: Uint16Array
  split: Uint8Array
  excluded: Uint8Array
}

export class Differences {
  /** The version that is compared with; '' = as imported, null = none was asked for. */
  #version = $state<string | null>(null)
  #then = $state.raw<Then | null>(null)
  #asked = 0
  readonly #stop: () => void

  constructor(private readonly book: BookStore) {
    this.#stop = book.onReload((_, appended) => {
      if (!appended && this.#version !== null) void this.#fetch(this.#version)
    })
  }

  /** Compare with a version from now on. */
  want(version: string): void {
    if (version !== this.#version) void this.#fetch(version)
  }

  /** Bumps when other cells are compared with; null while they are on their way. */
  get then(): object | null {
    return this.#then
  }

  /** 0: as it was; otherwise 1 + the place in DIFFERENCES. */
  codeOf(columns: Columns, row: number): number {
    const then = this.#then
    if (then === null) return 0
    // Rows that came after the answer are of samples that the version has not.
    if (row >= then.label.length || then.label[row] === ABSENT) return ADDED
    if (then.label[row] !== columns.label[row]) return RELABELLED
    if (then.excluded[row] !== columns.excluded[row]) return columns.excluded[row] ? EXCLUDED : BACK
    return then.split[row] === columns.split[row] ? 0 : MOVED
  }

  stop(): void {
    this.#stop()
  }

  async #fetch(version: string): Promise<void> {
    const asked = ++this.#asked
    if (version !== this.#version) this.#then = null
    this.#version = version
    const query = version === '' ? {} : { version }
    try {
      const file = await this.book.http.bytes('/cells', { params: { query } })
      if (asked === this.#asked) this.#then = this.#read(file)
    } catch {
      // Everything is shown as it was; the version can be chosen again.
      if (asked === this.#asked) this.#version = this.#then = null
    }
  }

  #read(file: ArrayBuffer): Then {
    const { header, column } = openColumns(file)
    const { rows, classes } = this.book.untrackedColumns
    const codes = [0, ...header.classes.map((name) => classes.indexOf(name) + 1 || GONE)]
    const [id, label, split, excluded] = ['id', 'label', 'split', 'excluded'].map(column)
    const then: Then = {
      label: new Uint16Array(rows).fill(ABSENT),
      split: new Uint8Array(rows),
      excluded: new Uint8Array(rows),
    }
    for (let at = 0; at < id.length; at++) {
      const row = this.book.rowOf(id[at])
      if (row < 0) continue
      then.label[row] = codes[label[at]]
      then.split[row] = split[at]
      then.excluded[row] = excluded[at]
    }
    return then
  }
}

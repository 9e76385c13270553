/** Drawings on their way to the server: one at a time, in order, none lost, none twice. */

import type { BookStore } from '../../book/book.svelte'
import type { Edits } from '../../edit/edits.svelte'
import type { Problem } from '../../api/problem'
import { newKey } from '../../api/keys'
import { Outbox, type Pause } from '../../edit/outbox.svelte'
import type { DraftStore, WaitingDrawing } from './drafts'

/** What was drawn in this session. */
export interface Made {
  key: string
  label: string
  /** The image, as an address. */
  url: string
  /** null until the server has answered. */
  sample: number | null
  changeset: number | null
}

type Sent = WaitingDrawing & { sent: boolean }

/** Large drawings take a while on a slow line. */
const PATIENCE = 60_000

export class Saves {
  /** Newest first. */
  made = $state.raw<Made[]>([])
  readonly #outbox: Outbox<Sent>
  #opened = ''

  constructor(
    private readonly book: BookStore,
    private readonly edits: Edits,
    private readonly drafts: DraftStore,
  ) {
    this.#outbox = new Outbox<Sent>(
      {
        send: (drawing) => this.#send(drawing),
        refused: (drawing, problem) => this.#refused(drawing, problem),
      },
      null,
    )
  }

  /** How many drawings the server has not answered yet. */
  get waiting(): number {
    return this.#outbox.waiting
  }

  get pause(): Pause | null {
    return this.#outbox.pause
  }

  /** How many of each class were made here, and are still in the book. */
  get counts(): [label: string, count: number][] {
    const counts = new Map<string, number>()
    for (const made of this.made) {
      if (!this.isGone(made)) counts.set(made.label, (counts.get(made.label) ?? 0) + 1)
    }
    return [...counts]
  }

  /** Was it undone since? */
  isGone({ sample, changeset }: Made): boolean {
    if (sample === null || changeset === null) return false
    // Before the changeset is in the columns the sample is on its way, not gone.
    return this.book.columns.seq >= changeset && this.book.rowOf(sample) < 0
  }

  /** Put a drawing into the line. */
  add(request: Omit<WaitingDrawing, 'key' | 'book'>): void {
    const drawing = { ...request, key: newKey(), book: this.book.info?.name ?? '' }
    void this.drafts.saveDrawing(drawing)
    this.#enqueue(drawing, false)
  }

  /** Resume saves that waited when the page was last closed. Call once the book is ready. */
  async resume(): Promise<void> {
    const book = this.book.info?.name ?? ''
    if (this.#opened === book) return
    this.#opened = book
    for (const drawing of await this.drafts.waiting(book)) this.#enqueue(drawing, true)
  }

  kick(): void {
    this.#outbox.kick()
  }

  connected(): void {
    this.kick()
  }

  stop(): void {
    this.#outbox.stop()
  }

  #enqueue(drawing: WaitingDrawing, sent: boolean): void {
    const { key, label, png } = drawing
    if (this.made.some((made) => made.key === key)) return
    const url = `data:image/png;base64,${png}`
    this.made = [{ key, label, url, sample: null, changeset: null }, ...this.made]
    this.edits.toast.done = { key, text: `Saved as ${label}`, changeset: null, canUndo: false }
    this.#outbox.add({ ...drawing, sent })
  }

  async #send({ key, author, png, label, split, parents, note, tags, pair }: Sent): Promise<void> {
    const { http } = this.book
    const { sample, changeset } = await http.post(
      '/drawn',
      { body: { key, author, png, label, split, parents, note, tags, pair: pair ?? null } },
      PATIENCE,
    )
    void this.drafts.dropDrawing(key)
    this.made = this.made.map((made) => (made.key === key ? { ...made, sample, changeset } : made))
    if (this.book.untrackedColumns.seq < changeset) {
      const found = await http.get('/changesets/{changeset}', { params: { path: { changeset } } })
      const { groups, arrivals, classes, columns, classes_moved: classesMoved } = found
      this.book.apply(found.changeset, groups, arrivals, classes, columns, classesMoved)
    }
    const { toast } = this.edits
    if (toast.done?.key === key) toast.done = { ...toast.done, canUndo: true }
  }

  #refused({ key, label }: Sent, problem: Problem): void {
    void this.drafts.dropDrawing(key)
    this.made = this.made.filter((made) => made.key !== key)
    this.edits.toast.dismissDone()
    this.edits.toast.problem = { ...problem, detail: `Not saved as ${label}: ${problem.detail}` }
  }
}

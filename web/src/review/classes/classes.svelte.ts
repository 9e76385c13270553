/** The classes of the book as the dialog shows and changes them: each step is one changeset. */

import { newKey } from '../../api/keys'
import type { Changeset, ClassInfo } from '../../api/model'
import { asProblem } from '../../api/problem'
import type { Page } from '../../app/context'

/** Renaming or merging moves every sample of a class, ms. */
const PATIENCE = 60_000

/** What is sent with every step: who, and a key so that a repeat is no second one. */
interface Step {
  author: string
  key: string
}

export class ClassList {
  /** null until they have been asked for. */
  all = $state.raw<ClassInfo[] | null>(null)
  /** What was done last. */
  done = $state.raw<Changeset | null>(null)
  problem = $state('')
  busy = $state(false)
  /** An order is being stored; and it has changed since. */
  #ordering = false
  #again = false

  constructor(private readonly app: Page) {}

  async load(): Promise<void> {
    try {
      const { classes } = await this.app.book.http.get('/classes')
      // What is on the screen is newer.
      if (!this.#ordering) this.all = classes
    } catch (error) {
      this.problem = asProblem(error).detail
    }
  }

  add(name: string): Promise<boolean> {
    return this.#do((step) =>
      this.app.book.http.post('/classes', { body: { ...step, name } }, PATIENCE),
    )
  }

  async rename(name: string, to: string): Promise<boolean> {
    const isDone = await this.#do((step) =>
      this.app.book.http.post('/classes/rename', { body: { ...step, name, to } }, PATIENCE),
    )
    if (isDone) this.#follow(name, to)
    return isDone
  }

  async merge(name: string, into: string): Promise<boolean> {
    const names = [name]
    const isDone = await this.#do((step) =>
      this.app.book.http.post('/classes/merge', { body: { ...step, names, into } }, PATIENCE),
    )
    if (isDone) this.#follow(name, into)
    return isDone
  }

  /** to: the class that its samples get; null: they lose their label. */
  async remove(name: string, to: string | null): Promise<boolean> {
    const isDone = await this.#do((step) =>
      this.app.book.http.post(
        '/classes/remove',
        { body: { ...step, name, to, unlabel: to === null } },
        PATIENCE,
      ),
    )
    if (isDone) this.#follow(name, to)
    return isDone
  }

  /** Move a class by some places, at once; what is moved meanwhile goes with the next request. */
  async move(name: string, by: number): Promise<boolean> {
    const moved = [...(this.all ?? [])]
    const from = moved.findIndex((one) => one.name === name)
    const to = from + by
    const isOther = this.busy && !this.#ordering
    if (isOther || from < 0 || to < 0 || to >= moved.length) return false
    moved.splice(to, 0, ...moved.splice(from, 1))
    this.all = moved
    this.#again = true
    if (this.#ordering) return true
    this.#ordering = true
    let isDone = true
    while (this.#again && isDone) {
      this.#again = false
      const names = (this.all ?? []).map((one) => one.name)
      isDone = await this.#do((step) =>
        this.app.book.http.post('/classes/order', { body: { ...step, names } }, PATIENCE),
      )
    }
    this.#ordering = this.#again = false
    await this.load()
    return isDone
  }

  change(
    name: string,
    about: { description?: string; digit?: string; colour?: string },
  ): Promise<boolean> {
    return this.#do((step) =>
      this.app.book.http.post('/classes/about', { body: { ...step, name, ...about } }, PATIENCE),
    )
  }

  /** Take back what was done last here. */
  undo(): void {
    if (!this.done) return
    this.app.edits.undo(this.done.id)
    this.done = null
  }

  async #do(post: (step: Step) => Promise<{ changeset: Changeset | null }>): Promise<boolean> {
    const { book, edits } = this.app
    if (this.busy) return false
    if (!edits.mayChange()) {
      this.problem = edits.toast.problem?.detail ?? ''
      return false
    }
    this.busy = true
    this.problem = ''
    try {
      const { changeset } = await post({ author: edits.name(), key: newKey() })
      this.done = changeset
      if (changeset) {
        book.apply(changeset, [], [], null, null, true)
        const undo = (): void => edits.undo(changeset.id)
        edits.toast.done = { key: '', text: changeset.summary, changeset, canUndo: true, undo }
      }
      await this.load()
      return true
    } catch (error) {
      this.problem = asProblem(error).detail
      return false
    } finally {
      this.busy = false
    }
  }

  /** A filter by a class goes with its samples. */
  #follow(name: string, to: string | null): void {
    const { query } = this.app
    if (!query.has('label', name)) return
    query.toggle('label', name)
    if (!query.has('label', to)) query.toggle('label', to)
  }
}

/** This person's edits: shown at once, sent in order, confirmed or reverted by the answer. */

import { newKey } from '../api/keys'
import { cellColumn } from '../book/cells'
import type { BookStore } from '../book/book.svelte'
import { conflictOf, staleCells, type Conflict } from './conflicts'
import { Toast } from './toast.svelte'
import type { Problem } from '../api/problem'
import { movedBy, targetOf } from './undo'
import { TAG_PREFIX, type Cell, type Changeset, type Field, type Split } from '../api/model'
import { groupsOf, knowing, requestOf, STORED, without } from './operations'
import type { EditOperation, Operation, RevertOperation } from './operations'
import { storedName } from './names'
import { Outbox, type Pause } from './outbox.svelte'
import { sendTogether, type Part } from './batch'
import { editText, refusal, revertText, samples } from './words'

/** Large edits take the server a while. */
const PATIENCE = 60_000

export class Edits {
  conflict = $state.raw<Conflict | null>(null)
  /** Tells what was done last, or why it was refused. */
  readonly toast = new Toast()

  #conflicts: Conflict[] = []
  /** Edits that were undone before they were sent, for redo. */
  #takenBack: EditOperation[] = []
  readonly #outbox: Outbox<Operation>
  readonly #answered = new Set<number>()

  /** name: who I am now. storage: keeps what waits over a reload. */
  constructor(
    private readonly book: BookStore,
    readonly name: () => string,
    storage: Storage | null = null,
  ) {
    this.#outbox = new Outbox(
      {
        send: (operation) =>
          operation.kind === 'edit' ? this.#sendEdit(operation) : this.#sendRevert(operation),
        refused: (operation, problem) => this.#refused(operation, problem),
      },
      storage,
      STORED,
    )
    book.isMine = (changeset) =>
      this.#answered.has(changeset.id) || this.#outbox.sending?.author === changeset.author
  }

  /** How many of my edits the server has not answered yet. */
  get waiting(): number {
    return this.#outbox.waiting
  }

  /** Why they wait; null while they are on their way. */
  get pause(): Pause | null {
    return this.#outbox.pause
  }

  /** May this person change anything? */
  get allowed(): boolean {
    return this.book.info?.role === 'reviewer' && this.name() !== ''
  }

  relabel(rows: Uint32Array, label: string | null, message = ''): boolean {
    const { classes } = this.book.untrackedColumns
    return this.#change('label', rows, label && storedName(label, classes), message)
  }

  exclude(rows: Uint32Array, message = ''): boolean {
    return this.#change('excluded', rows, '1', message)
  }

  restore(rows: Uint32Array, message = ''): boolean {
    return this.#change('excluded', rows, null, message)
  }

  setSplit(rows: Uint32Array, split: Split, message = ''): boolean {
    return this.#change('split', rows, split, message)
  }

  tag(rows: Uint32Array, name: string, message = ''): boolean {
    const { tags } = this.book.untrackedColumns
    return this.#change(TAG_PREFIX + storedName(name, tags), rows, '1', message)
  }

  untag(rows: Uint32Array, name: string, message = ''): boolean {
    const { tags } = this.book.untrackedColumns
    const tag = storedName(name, tags)
    return tags.includes(tag) && this.#change(TAG_PREFIX + tag, rows, null, message)
  }

  /** Set a metadata column; null clears it. */
  setColumn(rows: Uint32Array, name: string, cell: Cell, message = ''): boolean {
    return this.#change(`column:${name}`, rows, cell, message)
  }

  /** Several edits as one changeset. They are shown when the server has answered. */
  async together(parts: readonly Part[], message: string): Promise<boolean> {
    if (!this.mayChange()) return false
    try {
      const { changeset, groups } = await sendTogether(this.book, this.name(), parts, message)
      if (!changeset) return false
      this.#answered.add(changeset.id)
      this.#say(String(changeset.id), `Changed ${samples(changeset.size)}`, changeset, true)
      this.book.apply(changeset, groups)
      return true
    } catch (error) {
      this.toast.refuse(error)
      return false
    }
  }

  /** Undo my newest edit: as a changeset, or out of the line while nothing can be sent. */
  undoMine(): void {
    const unsent = this.pause === null ? null : this.#outbox.takeBack()
    if (!unsent) this.#revert('undo', null)
    else if (unsent.kind === 'edit') {
      this.#takenBack.push(unsent)
      this.book.drop(unsent)
      this.#say(unsent.key, `Not sent: ${unsent.text}`)
    }
  }

  redoMine(): void {
    const again = this.#takenBack.pop()
    if (again) this.#enqueue({ ...again, key: newKey() })
    else this.#revert('redo', null)
  }

  undo(changeset: number): void {
    this.#revert('undo', changeset)
  }

  redo(changeset: number): void {
    this.#revert('redo', changeset)
  }

  /** Resolve the conflict: repeat the edit on the cells that nobody else changed. */
  applyRest(): void {
    const conflict = this.#closeConflict()
    if (!conflict) return
    const { operation } = conflict
    if (operation.kind === 'edit') {
      const found = staleCells(this.book, operation, conflict)
      const rest = without(operation, (sample) => found.has(sample))
      if (rest) this.#enqueue(rest)
    } else this.#enqueue({ ...operation, key: newKey(), skipConflicts: true, sent: false })
  }

  /** Of the conflict: make it mine after all, now that I have seen what others did. */
  overwrite(): void {
    const conflict = this.#closeConflict()
    if (conflict?.operation.kind !== 'edit') return
    const again = knowing(conflict.operation, staleCells(this.book, conflict.operation, conflict))
    if (again) this.#enqueue(again)
  }

  /** Resolve the conflict: keep everybody else's values. */
  takeTheirs(): void {
    this.#closeConflict()
  }

  /** Send what waits, now: the connection is back. */
  kick(): void {
    this.#outbox.kick()
  }

  /** Stop sending; waiting edits are stored for the next visit. */
  stop(): void {
    this.#outbox.stop()
  }

  /** Resume the edits that waited when the page was last closed. Call once the book is ready. */
  resume(): void {
    for (const operation of this.#outbox.open(this.book.info?.name ?? '')) {
      this.#enqueue(operation)
    }
  }

  #change(field: Field, rows: Uint32Array, after: Cell, message: string): boolean {
    if (field === TAG_PREFIX || after === '' || rows.length === 0 || !this.mayChange()) return false
    const columns = this.book.untrackedColumns
    const column = cellColumn(columns, field)
    if (!column) return false
    const code = column.encode(after)
    const changing = rows.filter((row) => !Object.is(column.array[row], code))
    if (changing.length === 0) return false
    this.#takenBack = []
    this.#enqueue({
      kind: 'edit',
      key: newKey(),
      author: this.name(),
      message,
      field,
      samples: changing.map((row) => columns.id[row]),
      before: Array.from(changing, (row) => column.decode(column.array[row])),
      after,
      text: editText(field, after, changing.length),
      sent: false,
    })
    return true
  }

  #revert(kind: 'undo' | 'redo', target: number | null): void {
    if (!this.mayChange()) return
    const author = this.name()
    this.#enqueue({ kind, key: newKey(), author, target, skipConflicts: false, sent: false })
  }

  /** Whether this person may edit; shows the reason where not. */
  mayChange(): boolean {
    if (!this.book.canEdit) {
      this.toast.problem = refusal(
        'forbidden',
        'You are a viewer: you can look at everything, but change nothing.',
      )
      return false
    }
    if (this.name() === '') {
      this.toast.problem = refusal(
        'no-name',
        'Enter your name first: the others see who changed what.',
      )
      return false
    }
    this.toast.dismissProblem()
    return true
  }

  #enqueue(operation: Operation): void {
    if (operation.kind === 'edit') {
      this.book.put(operation)
      this.#say(operation.key, operation.text, null, true)
    }
    this.#outbox.add(operation)
  }

  #say(key: string, text: string, changeset: Changeset | null = null, canUndo = false): void {
    this.toast.done = { key, text, changeset, canUndo }
  }

  async #sendEdit(operation: EditOperation): Promise<void> {
    const { http } = this.book
    const { changeset } = await http.post('/changesets', { body: requestOf(operation) }, PATIENCE)
    if (!changeset) {
      this.book.drop(operation)
      return
    }
    this.#answered.add(changeset.id)
    this.book.whenApplied(changeset.id, () => this.book.drop(operation))
    this.book.apply(changeset, groupsOf(operation))
    this.toast.answered(operation.key, changeset)
  }

  async #sendRevert(operation: RevertOperation): Promise<void> {
    const { http } = this.book
    const { kind, author, key, skipConflicts } = operation
    const target = operation.target ?? (await targetOf(http, kind, author))
    if (target === null) {
      this.#say(key, `You have nothing to ${kind}`)
      return
    }
    // From here on it must stay the same changeset, however often this is sent.
    operation.target = target
    this.#outbox.keep()
    const { changeset } = await http.post(
      kind === 'undo' ? '/changesets/{changeset}/undo' : '/changesets/{changeset}/redo',
      {
        params: { path: { changeset: target } },
        body: { author, key, skip_conflicts: skipConflicts },
      },
      PATIENCE,
    )
    if (!changeset) {
      this.#say(key, `Nothing was left to ${kind}`)
      return
    }
    this.#answered.add(changeset.id)
    this.#say(key, revertText(kind, changeset), changeset, kind === 'redo')
    if (this.book.untrackedColumns.seq >= changeset.id) return
    this.book.apply(changeset, ...(await movedBy(http, changeset.id)))
  }

  #refused(operation: Operation, problem: Problem): void {
    if (operation.kind === 'edit') this.book.drop(operation)
    if (this.toast.done?.key === operation.key) this.toast.dismissDone()
    const conflict = conflictOf(operation, problem)
    if (conflict) this.#conflicts.push(conflict)
    else this.toast.problem = problem
    this.conflict = this.#conflicts[0] ?? null
  }

  #closeConflict(): Conflict | undefined {
    const closed = this.#conflicts.shift()
    this.conflict = this.#conflicts[0] ?? null
    return closed
  }
}

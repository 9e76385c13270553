/**
 * My edits that the server has not answered yet, laid over what it has confirmed.
 *
 * While a field has pending edits, `confirmed` keeps a copy of its column as the server knows it;
 * the column itself shows the edits. Dropping an edit (confirmed or refused) shows again what is
 * under it: exactly the cells that no other pending edit covers go back to the confirmed value.
 */

import { cellColumn, type CellArray } from './cells'
import type { Columns } from './columns'
import type { Cell, Field } from '../api/model'

/** One field of some rows set to one value. samples: ids, same order as rows. */
export interface Pending {
  field: Field
  samples: Uint32Array
  after: Cell
}

interface Laid extends Pending {
  rows: Uint32Array
  code: number
}

export class Overlay {
  #laid: Laid[] = []
  readonly #confirmed = new Map<Field, CellArray>()

  constructor(
    private readonly columns: Columns,
    private readonly rowOf: (sample: number) => number,
  ) {}

  get pending(): Pending[] {
    return this.#laid.map(({ field, samples, after }) => ({ field, samples, after }))
  }

  /** Show `pending`; returns its rows (those still in the book). */
  put(pending: Pending): Uint32Array {
    const column = cellColumn(this.columns, pending.field)
    if (!column) return new Uint32Array()
    if (!this.#confirmed.has(pending.field)) {
      this.#confirmed.set(pending.field, column.array.slice())
    }
    const rows = pending.samples.map(this.rowOf).filter((row) => row !== NO_ROW)
    const laid = { ...pending, rows, code: column.encode(pending.after) }
    this.#laid.push(laid)
    show(laid, column.array)
    return rows
  }

  /** No longer show the edit of these samples; returns its rows. */
  drop(pending: Pending): Uint32Array {
    const laid = this.#laid.find((laid) => laid.samples === pending.samples)
    if (!laid) return new Uint32Array()
    this.#laid = this.#laid.filter((other) => other !== laid)
    this.#show(laid.field, laid.rows)
    if (!this.#laid.some((other) => other.field === laid.field)) this.#confirmed.delete(laid.field)
    return laid.rows
  }

  /** The server has confirmed `value` for these rows. */
  confirm(field: Field, rows: Uint32Array, value: Cell): void {
    const column = cellColumn(this.columns, field)
    if (!column) return
    const code = column.encode(value)
    const array = this.#confirmed.get(field) ?? column.array
    for (const row of rows) array[row] = code
    if (array !== column.array) this.#show(field, rows)
  }

  /** A cell's last confirmed value. */
  confirmed(field: Field, row: number): Cell {
    const column = cellColumn(this.columns, field)
    if (!column) return null
    return column.decode((this.#confirmed.get(field) ?? column.array)[row])
  }

  #show(field: Field, rows: Uint32Array): void {
    const column = cellColumn(this.columns, field)
    const confirmed = this.#confirmed.get(field)
    if (!column || !confirmed) return
    for (const row of rows) column.array[row] = confirmed[row]
    for (const laid of this.#laid) if (laid.field === field) show(laid, column.array)
  }
}

/** What a missing row (-1) becomes in a Uint32Array. */
const NO_ROW = 0xffffffff

function show(laid: Laid, array: CellArray): void {
  for (const row of laid.rows) array[row] = laid.code
}

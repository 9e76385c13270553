/** What survives a reload or a lost connection: drafts and drawings that wait, in IndexedDB. */

import type { Split } from '../../api/model'
import type { Floating } from '../engine/drawing'
import type { Point, Raster } from '../engine/raster'

/** What was drawn on a sample, or on a blank page, and is not saved. */
export interface Draft {
  page: Raster
  floating: Floating | null
  cuts: readonly Point[][]
  sources: readonly number[]
}

/** A drawing on its way to the server. The same key twice is the same drawing. */
export interface WaitingDrawing {
  key: string
  book: string
  author: string
  png: string
  label: string
  split: Split
  parents: number[]
  note: string
  tags: string[]
  /** A sample that gets the same tags, in the same changeset. */
  pair?: number | null
}

type Stored = 'drafts' | 'drawings'

export class DraftStore {
  #opened: Promise<IDBDatabase> | null = null

  constructor(private readonly factory: IDBFactory | undefined) {}

  draft(key: string): Promise<Draft | null> {
    return this.#ask<Draft>('drafts', 'readonly', (store) => store.get(key))
  }

  async saveDraft(key: string, draft: Draft | null): Promise<void> {
    await this.#ask('drafts', 'readwrite', (store) =>
      draft === null ? store.delete(key) : store.put(draft, key),
    )
  }

  /** The drawings of a book that wait, the oldest first. */
  async waiting(book: string): Promise<WaitingDrawing[]> {
    const all = await this.#ask<(WaitingDrawing & { at: number })[]>(
      'drawings',
      'readonly',
      (store) => store.getAll(),
    )
    return (all ?? []).filter((one) => one.book === book).sort((a, b) => a.at - b.at)
  }

  async saveDrawing(drawing: WaitingDrawing): Promise<void> {
    await this.#ask('drawings', 'readwrite', (store) =>
      store.put({ ...drawing, at: Date.now() }, drawing.key),
    )
  }

  async dropDrawing(key: string): Promise<void> {
    await this.#ask('drawings', 'readwrite', (store) => store.delete(key))
  }

  /** Ask the database; null where there is none (a private window, a full disk). */
  async #ask<T>(
    name: Stored,
    mode: IDBTransactionMode,
    operate: (store: IDBObjectStore) => IDBRequest,
  ): Promise<T | null> {
    try {
      const database = await (this.#opened ??= open(this.factory))
      return await new Promise<T | null>((resolve, reject) => {
        const transaction = database.transaction(name, mode)
        const request = operate(transaction.objectStore(name))
        transaction.oncomplete = () => resolve((request.result as T | undefined) ?? null)
        transaction.onabort = () =>
          reject(transaction.error ?? new Error('could not be stored in this browser'))
      })
    } catch {
      return null
    }
  }
}

function open(factory: IDBFactory | undefined): Promise<IDBDatabase> {
  if (!factory) return Promise.reject(new Error('this browser has no database'))
  return new Promise((resolve, reject) => {
    const request = factory.open('labelbook', 1)
    request.onupgradeneeded = () => {
      for (const name of ['drafts', 'drawings']) request.result.createObjectStore(name)
    }
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('this browser has no database'))
  })
}

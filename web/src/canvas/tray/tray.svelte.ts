/** The tray: saved pieces, and drawings of a class, nearest in style first. */

import { asProblem, type Problem } from '../../api/problem'
import type { RemovedPiece, Offer, Split } from '../../api/model'
import { drawingUrl, pieceUrl } from '../../api/urls'
import type { BookStore } from '../../book/book.svelte'
import { base64Of, encodeForModel } from '../engine/png'
import type { Raster } from '../engine/raster'

const LIMIT = 40
/** An answer that comes within this needs no word, ms. */
const NOTICED = 250

export class Tray {
  offers = $state.raw<Offer[]>([])
  phase = $state<'idle' | 'loading' | 'ready' | 'failed'>('idle')
  problem = $state.raw<Problem | null>(null)
  /** The class that is searched for; null: saved pieces of any. */
  label = $state<string | null>(null)
  /** Nearest in style to what is on the canvas, not to the sample that was opened. */
  byCanvas = $state(false)
  /** The removed pieces, while their list is open. */
  removed = $state.raw<RemovedPiece[] | null>(null)
  /** An answer is on its way for longer than one notices. */
  busy = $state(false)

  #requests = 0

  constructor(private readonly book: BookStore) {}

  /** Where an offer's image is. */
  url({ kind, id }: Offer): string {
    return kind === 'piece' ? pieceUrl(id) : drawingUrl(id, this.#hash(id))
  }

  /** An offer's image itself. */
  image({ kind, id }: Offer): Promise<Blob> {
    const { http } = this.book
    if (kind === 'piece') {
      return http.file('get', '/pieces/{piece}/image', { params: { path: { piece: id } } })
    }
    const params = { path: { sample: id }, query: { v: this.#hash(id) } }
    return http.file('get', '/samples/{sample}/drawing', { params })
  }

  /** Look for what fits; image: what is on the canvas. */
  async load(source: number | null, split: Split, image: Raster | null): Promise<void> {
    const request = ++this.#requests
    if (this.phase !== 'ready') this.phase = 'loading'
    const timer = setTimeout(() => (this.busy = true), NOTICED)
    try {
      const byCanvas = (this.byCanvas || source === null) && image !== null
      const png = byCanvas ? await base64Of(await encodeForModel(image)) : null
      const near = byCanvas ? null : source
      const { offers } = await this.book.http.post('/pieces/offers', {
        body: { label: this.label, split, near, png, limit: LIMIT },
      })
      if (request !== this.#requests) return
      this.offers = offers
      this.phase = 'ready'
      if (this.removed) await this.showRemoved(true)
    } catch (error) {
      if (request !== this.#requests) return
      this.problem = asProblem(error)
      this.phase = 'failed'
    } finally {
      clearTimeout(timer)
      if (request === this.#requests) this.busy = false
    }
  }

  /** Keep a piece for everybody. */
  async savePiece(
    png: Blob,
    label: string | null,
    source: number | null,
    author: string,
  ): Promise<number> {
    const request = { author, png: await base64Of(png), label, source }
    const { id } = await this.book.http.post('/pieces', { body: request })
    return id
  }

  /** Look at what was put away, or no longer. */
  async showRemoved(show: boolean): Promise<void> {
    this.removed = show ? (this.removed ?? []) : null
    if (!show) return
    const found = await this.book.http.get('/pieces/removed')
    if (this.removed) this.removed = found.pieces
  }

  /** Remove a piece from the tray, or restore it. */
  async setRemoved(piece: number, gone: boolean, author: string): Promise<void> {
    await this.book.http.post('/pieces/{piece}/remove', {
      params: { path: { piece } },
      body: { author, removed: gone },
    })
    this.offers = this.offers.filter(({ kind, id }) => kind !== 'piece' || id !== piece || !gone)
  }

  #hash(sample: number): string {
    const row = this.book.rowOf(sample)
    return row < 0 ? '' : this.book.hash(row)
  }
}

/** What other programs computed of the samples: sets of predictions and of embeddings. */

import type { Client } from '../api/client'
import { asProblem } from '../api/problem'
import type { components } from '../api/schema'

export type ComputedSet = components['schemas']['ComputedSet']
export type Predictions = components['schemas']['PredictionsOut']

/** What is to be settled before a file can be taken. */
export interface Reading {
  kind: ComputedSet['kind']
  /** Of the set; '' for the file's own. */
  name: string
  inOrder: boolean
  softmax: boolean
  /** Of the columns, with commas between them; '' where the file says it. */
  classes: string
}

/** A file goes in parts of this size, bytes; reading a large one takes a while, ms. */
const PART = 16 * 2 ** 20
const PATIENCE = 300_000

export class ComputedSets {
  sets = $state.raw<readonly ComputedSet[]>([])
  /** Do the issues that are shown rest on these sets as they are now? */
  searched = $state(true)
  problem = $state('')
  busy = $state(false)
  /** What became of the file that was added last, in a sentence. */
  told = $state('')
  #asked = false
  /** The file that was sent last, so that it need not be sent again to be read otherwise. */
  #sent: { file: File; upload: string } | null = null

  constructor(private readonly http: Client) {}

  /** The names of the embeddings that have a map, by name. */
  get embeddings(): string[] {
    return this.sets.filter(({ kind }) => kind === 'embeddings').map(({ name }) => name)
  }

  /** Ask for the sets, unless that was done. */
  loadOnce(): void {
    if (this.#asked) return
    this.#asked = true
    void this.load()
  }

  async load(): Promise<void> {
    await this.#try(async () => {
      const { sets, searched } = await this.http.get('/computed')
      this.sets = sets
      this.searched = searched
    })
  }

  /** Send a file and add what it holds; returns whether that was done. */
  add(file: File, how: Reading): Promise<boolean> {
    return this.#try(async () => {
      const upload = await this.#send(file)
      const asked = { upload, name: how.name.trim() || null, in_order: how.inOrder }
      if (how.kind === 'predictions') {
        const classes = how.classes.split(',').map((name) => name.trim())
        const body = { ...asked, softmax: how.softmax, classes: classes.filter(Boolean) }
        const added = await this.http.post('/computed/predictions', { body }, PATIENCE)
        const missing = added.missing.length > 0 ? `, none for ${added.missing.join(', ')}` : ''
        this.told =
          `${added.name}: probabilities of ${counted(added.samples, 'sample')}${missing}; ` +
          `${added.against === 1 ? 'it speaks' : 'they speak'} against ` +
          `${counted(added.against, 'label')}.${left(added.unknown)}`
      } else {
        const added = await this.http.post('/computed/embeddings', { body: asked }, PATIENCE)
        this.told =
          `${added.name}: ${counted(added.samples, 'sample')} with ` +
          `${counted(added.length, 'number')} each; their map is being made.${left(added.unknown)}`
      }
      this.#sent = null
      const { sets, searched } = await this.http.get('/computed')
      this.sets = sets
      this.searched = searched
    })
  }

  remove({ kind, name }: ComputedSet): Promise<boolean> {
    return this.#try(async () => {
      await this.http.post('/computed/remove', { body: { kind, name } })
      this.sets = this.sets.filter((one) => one.kind !== kind || one.name !== name)
      this.told = `${name} was removed.`
    })
  }

  /** What a set of predictions says of the labels. */
  predictions(name: string): Promise<Predictions> {
    return this.http.get('/computed/predictions', { params: { query: { name } } })
  }

  async #send(file: File): Promise<string> {
    if (this.#sent?.file === file) return this.#sent.upload
    const { id } = await this.http.post('/import/uploads', { body: { bytes: file.size } })
    let at = 0
    do {
      const part = new Blob([file.slice(at, at + PART)], { type: 'application/octet-stream' })
      const params = { path: { id }, query: { path: file.name, at } }
      await this.http.upload('/import/uploads/{id}/files', part, { params }, PATIENCE)
      at += part.size
    } while (at < file.size)
    this.#sent = { file, upload: id }
    return id
  }

  async #try(what: () => Promise<void>): Promise<boolean> {
    this.problem = this.told = ''
    this.busy = true
    try {
      await what()
      return true
    } catch (error) {
      this.problem = asProblem(error).detail
      return false
    } finally {
      this.busy = false
    }
  }
}

function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
}

function left(unknown: number): string {
  return unknown > 0 ? ` ${counted(unknown, 'row')} of no sample here were left out.` : ''
}

/** One link and what this device answers to it: every answer is sent when it is given. */

import type { components } from '../api/schema'
import { Client } from '../api/client'
import { rootOf } from '../api/root'
import { asProblem, isUnreachable, type Problem } from '../api/problem'
import { askedImageUrl } from '../api/urls'
import { newKey } from '../api/keys'
import { deviceOf, read, save } from '../app/device'

type Schemas = components['schemas']
export type Asked = Schemas['ExpertPage']
export type Verdict = Schemas['AnswerIn']['verdict']

export interface Answer {
  verdict: Verdict | null
  label: string | null
  note: string
}

/** A blind vote is looked at so often, ms. */
const POLL = 1_500
const RETRY = 2_000

export class Asking {
  asked = $state.raw<Asked | null>(null)
  /** Why the link opens nothing. */
  refused = $state.raw<Problem | null>(null)
  answers = $state<Answer[]>([])
  at = $state(0)
  /** Answers that have not arrived yet. */
  waiting = $state(0)
  problem = $state('')
  done = $state(false)
  name = $state('')

  #timer: ReturnType<typeof setInterval> | undefined
  readonly #device = deviceOf(window)
  /** The newest answer of each image that has not arrived, with its key. */
  // eslint-disable-next-line svelte/prefer-svelte-reactivity -- `waiting` tells what is in it.
  readonly #unsent = new Map<number, Answer & { verdict: Verdict; key: string }>()
  #draining: Promise<void> | null = null

  constructor(
    private readonly secret: string,
    private readonly http = new Client(rootOf(document)),
  ) {
    this.name = read(window, 'labelbook:expert') ?? ''
  }

  async start(): Promise<void> {
    await this.#load()
    if (this.asked?.blind) this.#timer = setInterval(() => void this.#load(), POLL)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  imageUrl(place: number): string {
    return askedImageUrl(this.secret, place, this.#device)
  }

  /** How many images have an answer. */
  get answered(): number {
    return this.answers.filter(({ verdict }) => verdict !== null).length
  }

  /** May the image still be answered? */
  isOpen(place: number): boolean {
    return this.asked?.images[place]?.open ?? false
  }

  choose(place: number, verdict: Verdict, label: string | null): void {
    const { note } = this.answers[place]
    this.answers[place] = { verdict, label, note }
    this.#send(place)
  }

  /** A word about an image; sent with its answer. */
  setNote(place: number, note: string): void {
    this.answers[place] = { ...this.answers[place], note }
    this.#send(place)
  }

  async finish(note: string): Promise<void> {
    this.problem = ''
    save(window, 'labelbook:expert', this.name)
    await this.#drain()
    if (this.#unsent.size > 0) return
    try {
      await this.http.post('/ask/{secret}/done', {
        params: { path: { secret: this.secret } },
        body: { device: this.#device, name: this.name, note },
      })
      this.done = true
    } catch (error) {
      this.problem = asProblem(error).detail
    }
  }

  #send(place: number): void {
    const { verdict, ...rest } = this.answers[place]
    if (verdict === null) return
    this.#unsent.set(place, { ...rest, verdict, key: newKey() })
    this.waiting = this.#unsent.size
    void this.#drain()
  }

  /** Send what has not arrived, one after the other; done when all of it has, or cannot. */
  #drain(): Promise<void> {
    this.#draining ??= this.#sendAll().finally(() => {
      this.#draining = null
      this.waiting = this.#unsent.size
    })
    return this.#draining
  }

  async #sendAll(): Promise<void> {
    try {
      for (let next; (next = this.#unsent.entries().next().value);) {
        const [place, answer] = next
        const who = { device: this.#device, name: this.name }
        await this.http.post('/ask/{secret}/answers', {
          params: { path: { secret: this.secret } },
          body: { ...who, place, ...answer },
        })
        // Another answer to the same image may have come meanwhile: it is sent too.
        if (this.#unsent.get(place) === answer) this.#unsent.delete(place)
      }
      this.problem = ''
    } catch (error) {
      const problem = asProblem(error)
      this.problem = problem.detail
      if (isUnreachable(problem)) setTimeout(() => void this.#drain(), RETRY)
      else this.#unsent.clear()
    }
  }

  async #load(): Promise<void> {
    try {
      const asked = await this.http.get('/ask/{secret}', {
        params: { path: { secret: this.secret }, header: { 'X-Device': this.#device } },
      })
      const first = this.asked === null
      const moved = this.asked?.current !== asked.current
      this.asked = asked
      if (first) {
        this.answers = asked.images.map(({ verdict, label, note }) => ({ verdict, label, note }))
      }
      if ((first || moved) && asked.current !== null) this.at = asked.current
    } catch (error) {
      const problem = asProblem(error)
      if (this.asked === null || !isUnreachable(problem)) this.refused = problem
    }
  }
}

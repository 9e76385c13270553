/** One blind vote: the image shown, this person's votes, and everybody's once revealed. */

import { deviceOf } from '../app/device'
import type { Page } from '../app/context'
import { asProblem } from '../api/problem'
import { newKey } from '../api/keys'
import type { LinkOut, Round, RoundDetail, Verdict, Vote } from '../api/discuss'
import { Discussion } from './discussion.svelte'
import { later } from '../ui/time'

export class Voting {
  detail = $state.raw<RoundDetail | null>(null)
  problem = $state('')
  /** The link for phones, where it was made on this page. */
  link = $state.raw<LinkOut | null>(null)
  /** Whether the results of all images are open. */
  summary = $state(false)

  readonly #device = deviceOf(window)
  readonly #stop: () => void

  constructor(
    private readonly app: Page,
    readonly id: number,
  ) {
    this.#stop = app.part(Discussion).listen(() => void this.load())
    void this.load()
  }

  get round(): Round | null {
    return this.detail?.round ?? null
  }

  /** The sample that the moderator shows. */
  get sample(): number {
    return this.round?.current ?? 0
  }

  get isRevealed(): boolean {
    return this.round?.revealed.includes(this.sample) ?? false
  }

  /** Its place among all, 0 the first. */
  get place(): number {
    return this.round?.samples.indexOf(this.sample) ?? 0
  }

  get mine(): Vote | null {
    return this.detail?.mine.find(({ sample }) => sample === this.sample) ?? null
  }

  /** The votes on the sample that is shown, by class, the most first. */
  get said(): { answer: string; votes: Vote[] }[] {
    const votes = this.round?.votes.filter(({ sample }) => sample === this.sample) ?? []
    const groups = byAnswer(votes)
    return groups
      .map(([answer, members]) => ({ answer, votes: members }))
      .sort((a, b) => b.votes.length - a.votes.length)
  }

  async load(): Promise<void> {
    try {
      this.detail = await this.app.book.http.get('/rounds/{round}', {
        params: { ...this.#params, header: { 'X-Device': this.#device } },
      })
      if (this.detail.round.closed) this.summary = true
    } catch (error) {
      this.problem = asProblem(error).detail
    }
  }

  vote(verdict: Verdict, label: string | null): Promise<void> {
    const { sample } = this
    const body = {
      author: this.#author,
      device: this.#device,
      sample,
      verdict,
      label,
      key: newKey(),
    }
    return this.#do(() =>
      this.app.book.http.post('/rounds/{round}/votes', { params: this.#params, body }),
    )
  }

  reveal(): Promise<void> {
    return this.#step('reveal', this.sample)
  }

  close(): Promise<void> {
    return this.#step('close', null)
  }

  /** Show the image `step` further on. */
  async move(step: number): Promise<void> {
    const next = this.round?.samples[this.place + step]
    if (next !== undefined) await this.#step('show', next)
    else if (step > 0 && this.isRevealed) this.summary = true
  }

  /** A link for phones, to this round alone. */
  async makeLink(): Promise<void> {
    const { round } = this
    if (!round) return
    try {
      const { id, samples, question, thread } = round
      this.link = await this.app.book.http.post('/threads/{thread}/links', {
        params: { path: { thread } },
        body: { author: this.#author, samples, question, round: id, expires: later(1) },
      })
    } catch (error) {
      this.problem = asProblem(error).detail
    }
  }

  /** Propose the majority's labels; returns false where there is nothing to propose. */
  async propose(method: 'majority' | 'dawid-skene'): Promise<boolean> {
    try {
      const { proposal } = await this.app.book.http.post('/rounds/{round}/propose', {
        params: this.#params,
        body: { author: this.#author, method },
      })
      if (!proposal) this.problem = 'The votes already agree with the labels.'
      return proposal !== null
    } catch (error) {
      this.problem = asProblem(error).detail
      return false
    }
  }

  /** Make a question of a sample on which people differ. */
  ask(sample: number): void {
    const { round } = this
    if (!round) return
    const votes = round.votes.filter((vote) => vote.sample === sample)
    const groups = byAnswer(votes).sort((a, b) => b[1].length - a[1].length)
    const title = `Our votes differ: ${groups.map(([answer]) => answer).join(' or ')}?`
    const who = groups.map(
      ([answer, members]) => `- **${answer}**: ${members.map(({ voter }) => voter).join(', ')}`,
    )
    const body = `From the blind vote “${round.question}”, #${sample}:\n\n${who.join('\n')}`
    this.app.part(Discussion).vote = null
    this.app.part(Discussion).startQuestion({ kind: 'sample', samples: [sample] }, { title, body })
  }

  stop(): void {
    this.#stop()
  }

  get #author(): string {
    return this.app.part(Discussion).name
  }

  get #params(): { path: { round: number } } {
    return { path: { round: this.id } }
  }

  #step(step: 'show' | 'reveal' | 'close', sample: number | null): Promise<void> {
    const body = { author: this.#author, step, sample }
    return this.#do(() =>
      this.app.book.http.post('/rounds/{round}/steps', { params: this.#params, body }),
    )
  }

  async #do(work: () => Promise<unknown>): Promise<void> {
    this.problem = ''
    try {
      await work()
      await this.load()
    } catch (error) {
      this.problem = asProblem(error).detail
    }
  }
}

/** The classes that were voted for, each with its voters. */
function byAnswer(votes: readonly Vote[]): [answer: string, votes: Vote[]][] {
  const answers = [...new Set(votes.map(answerOf))]
  return answers.map((answer) => [answer, votes.filter((vote) => answerOf(vote) === answer)])
}

export function answerOf(vote: Vote): string {
  if (vote.verdict === 'class') return vote.label ?? ''
  return vote.verdict === 'none' ? 'none of these' : 'cannot tell'
}

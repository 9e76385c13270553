import { describe, expect, it } from 'vitest'
import { Http } from '../api/http'
import { Asking } from './expert.svelte'

interface Sent {
  path: string
  body: Record<string, unknown>
}

/** A server that answers each request a moment later. */
class Slow extends Http {
  readonly sent: Sent[] = []

  override response(): Promise<Response> {
    const image = { verdict: null, label: null, note: '', open: true }
    const images = [0, 1].map((place) => ({ place, ...image }))
    const asked = {
      question: '?',
      asked_by: 'A',
      classes: ['i'],
      images,
      blind: false,
      current: null,
    }
    return Promise.resolve(Response.json(asked))
  }

  override async post<T>(path: string, body: unknown): Promise<T> {
    await new Promise((done) => setTimeout(done, 5))
    this.sent.push({ path, body: body as Record<string, unknown> })
    return {} as T
  }
}

describe('Asking', () => {
  it('sends every answer, the last word of each, before it says that all is answered', async () => {
    const http = new Slow()
    const asking = new Asking('secret', http)
    await asking.start()
    asking.choose(0, 'class', 'i')
    asking.choose(0, 'none', null)
    asking.choose(1, 'unsure', null)
    asking.say(1, 'too dark')
    await asking.finish('')
    expect(asking.done).toBe(true)
    const last = http.sent.at(-1)
    expect(last?.path).toBe('/api/ask/secret/done')
    const answers = http.sent.slice(0, -1).map(({ body }) => body)
    expect(answers.findLast(({ place }) => place === 0)?.verdict).toBe('none')
    expect(answers.findLast(({ place }) => place === 1)?.note).toBe('too dark')
    expect(new Set(http.sent.map(({ body }) => body.device)).size).toBe(1)
  })
})

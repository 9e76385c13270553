import { describe, expect, it } from 'vitest'
import { Client } from '../api/client'
import { Asking, type Asked } from './expert.svelte'

const IMAGE = { verdict: null, label: null, note: '', open: true }
const ASKED: Asked = {
  question: '?',
  asked_by: 'A',
  classes: ['i'],
  images: [0, 1].map((place) => ({ place, ...IMAGE })),
  blind: false,
  once: false,
  closed: false,
  expires: null,
  current: null,
}

describe('Asking', () => {
  it('sends every answer, the last word of each, before it says that all is answered', async () => {
    const sent: { path: string; body: Record<string, unknown> }[] = []
    // A server that answers each request a moment later.
    const http = new Client('http://labelbook', async (request) => {
      if (request.method === 'GET') return Response.json(ASKED)
      await new Promise((done) => setTimeout(done, 5))
      const body = (await request.json()) as Record<string, unknown>
      sent.push({ path: new URL(request.url).pathname, body })
      return Response.json({ taken: true }, { status: 201 })
    })
    const asking = new Asking('secret', http)
    await asking.start()
    asking.choose(0, 'class', 'i')
    asking.choose(0, 'none', null)
    asking.choose(1, 'unsure', null)
    asking.setNote(1, 'too dark')
    await asking.finish('')
    expect(asking.done).toBe(true)
    const last = sent.at(-1)
    expect(last?.path).toBe('/api/ask/secret/done')
    const answers = sent.slice(0, -1).map(({ body }) => body)
    expect(answers.findLast(({ place }) => place === 0)?.verdict).toBe('none')
    expect(answers.findLast(({ place }) => place === 1)?.note).toBe('too dark')
    expect(new Set(sent.map(({ body }) => body.device)).size).toBe(1)
  })
})

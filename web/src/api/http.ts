/** The one door to the server: JSON and bytes, with every failure as a Problem. */

import type { CellConflict } from './model'
import { withWay } from './needs'

/**
 * What went wrong, in words for a person. status 0: the server was not reached. needs: what has to
 * be there first, as the server names it; detail says already how one gets it here.
 */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  conflicts?: CellConflict[]
  total?: number
  needs?: string
}

class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title)
    this.name = 'ProblemError'
  }
}

/** The server was not reached (or gave no answer): the same request may be sent again. */
export function isUnreachable(problem: Problem): boolean {
  return problem.status === 0 || [502, 503, 504].includes(problem.status)
}

export function asProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  const detail = error instanceof Error ? error.message : String(error)
  return { type: 'internal', title: 'The page failed', status: -1, detail }
}

const UNREACHABLE: Problem = {
  type: 'unreachable',
  title: 'The server cannot be reached',
  status: 0,
  detail: 'labelbook is not answering. Is it still running, and is this computer online?',
}

async function problemOf(response: Response, path: string): Promise<Problem> {
  const fallback = {
    type: 'internal',
    title: response.statusText || 'The server refused',
    status: response.status,
    detail: `The server answered ${response.status} to ${path}.`,
  }
  try {
    const body = (await response.json()) as Partial<Problem>
    const problem = { ...fallback, ...body, status: response.status }
    return { ...problem, detail: withWay(problem.detail, problem.needs) }
  } catch {
    return fallback
  }
}

export class Http {
  /** base: '' on the page itself; an origin in tests. */
  constructor(private readonly base = '') {}

  async response(path: string, init: RequestInit = {}): Promise<Response> {
    let response: Response
    try {
      response = await fetch(this.base + path, { credentials: 'same-origin', ...init })
    } catch {
      throw new ProblemError(UNREACHABLE)
    }
    if (!response.ok) throw new ProblemError(await problemOf(response, path))
    return response
  }

  async get<T>(path: string): Promise<T> {
    const response = await this.response(path, { cache: 'no-store' })
    return (await this.body(response)) as T
  }

  /** timeout: milliseconds after which the server counts as unreachable. */
  async post<T>(path: string, body: unknown, timeout = 30_000): Promise<T> {
    const response = await this.response(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(timeout),
    })
    return (await this.body(response)) as T
  }

  /** Read bytes; `progress` is told what arrived so far and returns the total once it is known. */
  async bytes(
    path: string,
    progress: (received: number, head: Uint8Array) => void = () => undefined,
  ): Promise<ArrayBuffer> {
    const response = await this.response(path, { cache: 'no-store' })
    try {
      if (!response.body) return await response.arrayBuffer()
      return await collect(response.body, progress)
    } catch {
      throw new ProblemError(UNREACHABLE)
    }
  }

  private async body(response: Response): Promise<unknown> {
    try {
      return await response.json()
    } catch {
      throw new ProblemError(UNREACHABLE)
    }
  }
}

async function collect(
  stream: ReadableStream<Uint8Array>,
  progress: (received: number, head: Uint8Array) => void,
): Promise<ArrayBuffer> {
  const reader = stream.getReader()
  const chunks: Uint8Array[] = []
  let received = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) break
    chunks.push(value)
    received += value.length
    progress(received, chunks[0])
  }
  const whole = new Uint8Array(received)
  let at = 0
  for (const chunk of chunks) {
    whole.set(chunk, at)
    at += chunk.length
  }
  return whole.buffer
}

/** Problems: what goes wrong with a request, in words for a person. */

import { withWay } from './needs'
import type { components } from './schema'

/**
 * status 0: the server was not reached; -1: the page itself failed. needs: what has to be there
 * first, as the server names it; detail says already how one gets it here.
 */
export type Problem = components['schemas']['Problem']

export class ProblemError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail || problem.title)
    this.name = 'ProblemError'
  }
}

/** The server was not reached or did not answer: the same request may be sent again. */
export function isUnreachable(problem: Problem): boolean {
  return problem.status === 0 || [502, 503, 504].includes(problem.status)
}

export function asProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem
  const detail = error instanceof Error ? error.message : String(error)
  return { type: 'internal', title: 'Something went wrong on this page', status: -1, detail }
}

export const UNREACHABLE: Problem = {
  type: 'unreachable',
  title: 'The server does not answer',
  status: 0,
  detail: 'labelbook does not answer. Check that it is running and that this computer is online.',
}

/** Return the problem in a failed response; body: its JSON, or its text where that is not JSON. */
export function problemOf(response: Response, body: unknown, path: string): Problem {
  const sent = typeof body === 'object' ? (body as Partial<Problem> | null) : null
  const problem = {
    type: 'internal',
    title: response.statusText || 'The server refused the request',
    detail: `The server answered ${response.status} to ${path}.`,
    ...sent,
    status: response.status,
  }
  return { ...problem, detail: withWay(problem.detail, problem.needs) }
}

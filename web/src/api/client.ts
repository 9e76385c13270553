/** The page's only client: the paths of the server's schema, with every failure as a Problem. */

import createClient, { type FetchOptions } from 'openapi-fetch'
import type {
  FilterKeys,
  HttpMethod,
  PathsWithMethod,
  RequiredKeysOf,
  SuccessResponse,
} from 'openapi-typescript-helpers'
import { ProblemError, problemOf, UNREACHABLE } from './problem'
import type { paths } from './schema'

/** Where the server's paths begin, below the root; written nowhere else. */
export const ROOT = '/api'

/** The schema's paths without their root: '/samples/{sample}'. */
export type Paths = {
  [Path in keyof paths as Path extends `/api${infer Rest}` ? Rest : never]: paths[Path]
}
export type Get = PathsWithMethod<Paths, 'get'>
export type Post = PathsWithMethod<Paths, 'post'>

/** What is sent along: { params: { path, query, header }, body }. */
type Sent<Path extends keyof Paths, Method extends HttpMethod> = FetchOptions<
  FilterKeys<Paths[Path], Method>
>
/** Optional where nothing in it is required. */
export type Maybe<Init> = RequiredKeysOf<Init> extends never ? [init?: Init] : [init: Init]
type Answered<
  Path extends keyof Paths,
  Method extends keyof Paths[Path],
> = Paths[Path][Method] extends { responses: infer Responses extends Record<number, unknown> }
  ? SuccessResponse<Responses>
  : never

/** What openapi-fetch does, without the types, which the methods below put on it. */
type Request = (
  method: 'get' | 'post',
  path: string,
  init: object,
) => Promise<{ data?: unknown; error?: unknown; response: Response }>

type Progress = (received: number, head: Uint8Array) => void

/** Every method throws a ProblemError in words where the server refuses or is not reached. */
export class Client {
  readonly #request: Request
  /** The websocket of the live channel. */
  readonly liveUrl: string

  /** root: where labelbook's addresses begin, see root.ts. fetch: instead of the browser's, in tests. */
  constructor(root: string, fetch?: (request: globalThis.Request) => Promise<Response>) {
    this.liveUrl = `${root.replace(/^http/, 'ws')}${ROOT}/live`
    const options = { baseUrl: root + ROOT, credentials: 'same-origin' as const }
    const { request } = createClient<paths>(fetch ? { ...options, fetch } : options)
    this.#request = request as unknown as Request
  }

  async get<Path extends Get>(
    path: Path,
    ...[init]: Maybe<Sent<Path, 'get'>>
  ): Promise<Answered<Path, 'get'>> {
    const { data } = await this.#ask('get', path, { cache: 'no-store', ...init })
    return data as Answered<Path, 'get'>
  }

  /** timeout: milliseconds after which the server counts as unreachable. */
  async post<Path extends Post>(
    path: Path,
    init: Sent<Path, 'post'>,
    timeout = 30_000,
  ): Promise<Answered<Path, 'post'>> {
    const signal = AbortSignal.timeout(timeout)
    const { data } = await this.#ask('post', path, { signal, ...init })
    return data as Answered<Path, 'post'>
  }

  /** Send a file as the whole body of a request. */
  async upload<Path extends Post>(
    path: Path,
    file: Blob,
    init: { params?: Paths[Path]['post']['parameters'] } = {},
    timeout = 30_000,
  ): Promise<Answered<Path, 'post'>> {
    const headers = { 'content-type': file.type || 'application/octet-stream' }
    const asIs = { body: file, bodySerializer: (body: unknown) => body, headers }
    const signal = AbortSignal.timeout(timeout)
    const { data } = await this.#ask('post', path, { signal, ...asIs, ...init })
    return data as Answered<Path, 'post'>
  }

  /** Request an image or a download; name: as the server sent it, or ''. */
  async file<Method extends 'get' | 'post', Path extends PathsWithMethod<Paths, Method>>(
    method: Method,
    path: Path,
    init: Sent<Path, Method>,
  ): Promise<File> {
    const { data, response } = await this.#ask(method, path, { ...init, parseAs: 'blob' })
    const disposition = response.headers.get('content-disposition') ?? ''
    const blob = data as Blob
    return new File([blob], /filename="([^"]+)"/.exec(disposition)?.[1] ?? '', { type: blob.type })
  }

  /** Read bytes; `progress` is called with the number that have arrived. */
  async bytes<Path extends Get>(
    path: Path,
    init: Sent<Path, 'get'>,
    progress: Progress = () => undefined,
  ): Promise<ArrayBuffer> {
    const asked = { cache: 'no-store', ...init, parseAs: 'stream' }
    const { data } = await this.#ask('get', path, asked)
    try {
      return await collect(data as ReadableStream<Uint8Array>, progress)
    } catch {
      throw new ProblemError(UNREACHABLE)
    }
  }

  async #ask(
    method: 'get' | 'post',
    path: string,
    init: object,
  ): Promise<{ data: unknown; response: Response }> {
    let answer
    try {
      answer = await this.#request(method, path, init)
    } catch {
      // Not reached, too late, or cut off in the middle of the answer.
      throw new ProblemError(UNREACHABLE)
    }
    const { data, error, response } = answer
    if (!response.ok) throw new ProblemError(problemOf(response, error, path))
    return { data, response }
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

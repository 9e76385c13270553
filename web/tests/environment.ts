/** A stand-in for a browser's window and document, with Node's own network under it. */

import { WebSocket } from 'ws'
import { builtinEnvironments, type Environment } from 'vitest/runtime'

const browser = builtinEnvironments['happy-dom']

export default {
  name: 'browser',
  viteEnvironment: 'client',
  async setup(global: typeof globalThis, options) {
    const { fetch, Request, Response, Headers, AbortController, AbortSignal } = global
    const environment = await browser.setup(global, options)
    Object.assign(global, { fetch, Request, Response, Headers, AbortController, AbortSignal })
    Object.assign(global, { WebSocket })
    return environment
  },
} satisfies Environment

/** A websocket that comes back: reconnects by itself and notices when the other end falls silent. */

const FIRST_DELAY = 500
const LAST_DELAY = 8_000
/** The server pings every 4 s; after so long without a word the connection counts as lost. */
const SILENCE = 10_000

export interface SocketEvents {
  /** Connected; send the greeting. */
  open(): void
  message(data: unknown): void
  /** It is gone; the next try comes at `retryAt` (Date.now()). */
  lost(retryAt: number): void
}

export class Socket {
  #socket: WebSocket | null = null
  #delay = FIRST_DELAY
  #retry: ReturnType<typeof setTimeout> | undefined
  #silence: ReturnType<typeof setTimeout> | undefined
  #stopped = true
  readonly #wake = (): void => {
    if (document.visibilityState === 'visible') this.retryNow()
  }

  constructor(
    private readonly url: string,
    private readonly events: SocketEvents,
  ) {}

  start(): void {
    this.#stopped = false
    globalThis.addEventListener?.('online', this.#wake)
    globalThis.document?.addEventListener('visibilitychange', this.#wake)
    this.#connect()
  }

  stop(): void {
    this.#stopped = true
    globalThis.removeEventListener?.('online', this.#wake)
    globalThis.document?.removeEventListener('visibilitychange', this.#wake)
    clearTimeout(this.#retry)
    this.#close()
  }

  /** Try to connect at once, if the connection is lost. */
  retryNow(): void {
    if (this.#stopped || this.#socket) return
    clearTimeout(this.#retry)
    this.#delay = FIRST_DELAY
    this.#connect()
  }

  /** The conversation works: the next loss is tried again soon. */
  settled(): void {
    this.#delay = FIRST_DELAY
  }

  /** Returns false where the connection is not open: nothing was sent. */
  send(message: object): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false
    this.#socket.send(JSON.stringify(message))
    return true
  }

  #connect(): void {
    const socket = new WebSocket(this.url)
    this.#socket = socket
    this.#listen()
    socket.onopen = () => {
      if (socket === this.#socket) this.events.open()
    }
    socket.onmessage = (event: MessageEvent) => {
      if (socket !== this.#socket) return
      this.#listen()
      this.events.message(JSON.parse(String(event.data)))
    }
    // The close event that follows has the reason.
    socket.onerror = () => undefined
    socket.onclose = () => {
      if (socket === this.#socket) this.#lost()
    }
  }

  #listen(): void {
    clearTimeout(this.#silence)
    this.#silence = setTimeout(() => this.#lost(), SILENCE)
  }

  #lost(): void {
    this.#close()
    if (this.#stopped) return
    this.events.lost(Date.now() + this.#delay)
    this.#retry = setTimeout(() => this.#connect(), this.#delay)
    this.#delay = Math.min(this.#delay * 2, LAST_DELAY)
  }

  #close(): void {
    clearTimeout(this.#silence)
    const socket = this.#socket
    this.#socket = null
    if (!socket) return
    socket.onopen = socket.onmessage = socket.onclose = null
    socket.close()
  }
}

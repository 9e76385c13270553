/** What one person sets for this browser; kept in localStorage. */

export type Theme = 'system' | 'light' | 'dark'

interface Stored {
  name: string
  theme: Theme
  /** After a class key, go on to the next row. */
  advance: boolean
  /** Panel widths in px, by panel name. */
  panels: Record<string, number>
}

const KEY = 'labelbook:preferences'
const DEFAULTS: Stored = { name: '', theme: 'system', advance: false, panels: {} }

function read(storage: Storage | null): Stored {
  try {
    const text = storage?.getItem(KEY)
    return text ? { ...DEFAULTS, ...(JSON.parse(text) as Partial<Stored>) } : { ...DEFAULTS }
  } catch {
    return { ...DEFAULTS }
  }
}

export class Preferences {
  #stored: Stored = $state(DEFAULTS)
  readonly #storage: Storage | null

  constructor(storage: Storage | null) {
    this.#storage = storage
    this.#stored = read(storage)
  }

  get name(): string {
    return this.#stored.name
  }
  set name(name: string) {
    this.#set({ name: name.trim() })
  }

  get theme(): Theme {
    return this.#stored.theme
  }
  set theme(theme: Theme) {
    this.#set({ theme })
  }

  get advance(): boolean {
    return this.#stored.advance
  }
  set advance(advance: boolean) {
    this.#set({ advance })
  }

  /** The width of a panel in px, `fallback` until somebody has dragged it. */
  panel(name: string, fallback: number): number {
    return this.#stored.panels[name] ?? fallback
  }

  setPanel(name: string, width: number): void {
    this.#set({ panels: { ...this.#stored.panels, [name]: Math.round(width) } })
  }

  #set(some: Partial<Stored>): void {
    Object.assign(this.#stored, some)
    try {
      this.#storage?.setItem(KEY, JSON.stringify(this.#stored))
    } catch {
      // A full or forbidden storage costs only that the setting is gone after a reload.
    }
  }
}

/** A storage of the browser; null where it is forbidden. */
export function storageOf(
  browser: Window,
  name: 'localStorage' | 'sessionStorage',
): Storage | null {
  try {
    return browser[name]
  } catch {
    return null
  }
}

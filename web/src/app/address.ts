/** The page's address: filters, sort, layout and the selected sample, both ways. */

import type { Query } from '../query/query.svelte'

/** The address changes at most so often (browsers refuse a flood), in ms. */
const PACE = 250

/** What of the browser the address needs. */
export type Browser = Pick<
  Window,
  'location' | 'history' | 'addEventListener' | 'removeEventListener'
>

export class Address {
  #filters: string
  #shown: string
  #timer: ReturnType<typeof setTimeout> | undefined
  #wanted: (() => void) | null = null
  readonly #back = (): void => this.#read()

  /** onSample: called with the address's sample when the person goes back or forward. */
  constructor(
    private readonly browser: Browser,
    private readonly query: Query,
    private readonly onSample: (sample: number) => void,
  ) {
    this.query.fromSearch(browser.location.search)
    this.#filters = query.filterSearch()
    this.#shown = browser.location.search
    browser.addEventListener('popstate', this.#back)
  }

  /** The sample that the address selects; null where it selects none. */
  get sample(): number | null {
    const sample = Number(new URLSearchParams(this.browser.location.search).get('sample'))
    return Number.isInteger(sample) && sample > 0 ? sample : null
  }

  /**
   * Write the query into the address. A change of filters adds a step to the browser's
   * history, unless `steps` is false.
   */
  write(sample: number | null, { steps = true } = {}): void {
    const search = withSample(this.query.toSearch(), sample)
    const filters = this.query.filterSearch()
    this.#wanted = () => {
      if (search === this.#shown) return
      const step = steps && isStep(this.#filters, filters)
      this.#filters = filters
      this.#shown = search
      const url = this.browser.location.pathname + search + this.browser.location.hash
      if (step) this.browser.history.pushState(null, '', url)
      else this.browser.history.replaceState(null, '', url)
    }
    this.#timer ??= setTimeout(() => this.#flush(), PACE)
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.browser.removeEventListener('popstate', this.#back)
  }

  #flush(): void {
    this.#timer = undefined
    this.#wanted?.()
    this.#wanted = null
  }

  #read(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#wanted = null
    this.#shown = this.browser.location.search
    this.query.fromSearch(this.#shown)
    this.#filters = this.query.filterSearch()
    if (this.sample !== null) this.onSample(this.sample)
  }
}

/** Whether the change adds a step to the history; typing on in a search does not. */
function isStep(was: string, is: string): boolean {
  const [old, now] = [new URLSearchParams(was), new URLSearchParams(is)]
  if (!old.has('q') || !now.has('q')) return was !== is
  old.delete('q')
  now.delete('q')
  return old.toString() !== now.toString()
}

function withSample(search: string, sample: number | null): string {
  if (sample === null) return search
  return `${search}${search ? '&' : '?'}sample=${sample}`
}

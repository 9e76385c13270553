/** How fast somebody labels, and so how long the rest takes. */

/** The last images that the pace is measured by. */
const KEPT = 30
/** Fewer say too little. */
const FEWEST = 3
/** Whoever takes longer has looked away, ms. */
const PAUSE = 60_000

export class Pace {
  /** Milliseconds for each of the last images. */
  #times = $state.raw<number[]>([])
  #last: number | null = null

  /** Somebody begins now, or goes on after doing something else. now: ms. */
  begin(now: number): void {
    this.#last = now
  }

  /** So many images were labelled at once. */
  add(images: number, now: number): void {
    if (this.#last !== null) {
      const each = Math.min(now - this.#last, PAUSE) / images
      const times = new Array<number>(Math.min(images, KEPT)).fill(each)
      this.#times = [...this.#times, ...times].slice(-KEPT)
    }
    this.#last = now
  }

  /** How long so many images take at this pace, in seconds; null while that is not known. */
  seconds(images: number): number | null {
    if (this.#times.length < FEWEST) return null
    const sorted = [...this.#times].sort((a, b) => a - b)
    return (images * sorted[Math.floor(sorted.length / 2)]) / 1000
  }
}

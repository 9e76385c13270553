/**
 * Keeps the picture of the map at what the person looks at, however many points there are.
 *
 * Moving only moves the picture that is drawn already (a CSS transform, and the picture is wider
 * than the viewport on each side). Afresh it is drawn in stretches, one per frame, each about as
 * long as a frame may take; the person sees it when it is whole. Few points are drawn afresh in
 * every frame.
 */

import { sameLookout, transformTo, type Lookout } from './camera'
import type { Look, Painter } from './painter'

/** So much of the viewport is drawn beyond each of its sides. */
export const MARGIN = 0.25
/** How many points are drawn per step. */
const FEW = 30_000
/** The map rests when it was not moved for so many ms. */
const REST = 90
/** A stretch may take the graphics card so many ms: while the map moves, and at rest. */
const MOVING_PACE = 10
const REST_PACE = 60
const LEAST = 25_000
const MOST = 400_000

interface Pass {
  at: Lookout
  under: number
  over: number
  /** Is `under` drawn too, or only what stands out? */
  all: boolean
}

export class Picture {
  /** Told after the canvas shows something new. */
  onDrawn: () => void = () => undefined

  #now: Lookout | null = null
  #look: Look | null = null
  #drawn: Lookout | null = null
  #stale: 'no' | 'over' | 'all' = 'all'
  #pass: Pass | null = null
  #stretch = 60_000
  #movedAt = 0
  #fence: { sync: WebGLSync; since: number; points: number } | null = null
  #frame = 0

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly painter: Painter,
  ) {}

  /** Set the view. */
  show(now: Lookout, look: Look): void {
    const moved = this.#now !== null && !sameLookout(this.#now, now)
    if (this.#now?.width !== now.width || this.#now.height !== now.height) this.#resize(now)
    if (moved) this.#movedAt = performance.now()
    this.#now = now
    this.#look = look
    this.#transform()
    this.#schedule()
  }

  /** Colours or places changed: of all points, or only of highlighted ones. */
  changed(what: 'all' | 'over'): void {
    if (this.#stale !== 'all') this.#stale = what
    if (what === 'all' || this.#pass?.all !== true) this.#pass = null
    this.#schedule()
  }

  /** A few points have other colours: draw these alone where the picture stands. */
  touched(): void {
    if (!this.#drawn || !this.#look || this.#pass || this.#look.density > 0) this.changed('all')
    else {
      this.painter.drawTouched(this.#drawn, this.#look)
      this.painter.compose(this.#look)
    }
  }

  stop(): void {
    cancelAnimationFrame(this.#frame)
  }

  #resize({ width, height }: Lookout): void {
    this.painter.resize(width * (1 + 2 * MARGIN), height * (1 + 2 * MARGIN))
    this.#stale = 'all'
    this.#pass = null
  }

  #schedule(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#tick())
  }

  #tick(): void {
    this.#frame = 0
    const { painter } = this
    const now = this.#now
    const look = this.#look
    if (!now || !look) return
    if (!this.#isReady()) {
      this.#schedule()
      return
    }
    const few = painter.count + painter.overCount <= FEW
    if (few && this.#pass && !sameLookout(this.#pass.at, now)) this.#pass = null
    this.#pass ??= this.#nextPass(now, few)
    const pass = this.#pass
    if (pass) this.#draw(pass, look, few)
    if (this.#pass || this.#isStale(now)) this.#schedule()
  }

  #nextPass(now: Lookout, few: boolean): Pass | null {
    if (!this.#isStale(now)) return null
    const elsewhere = this.#drawn === null || !sameLookout(this.#drawn, now)
    const resting = performance.now() - this.#movedAt >= REST
    if (elsewhere && !few && !resting && this.#covers(now)) return null
    const all = elsewhere || this.#stale === 'all'
    this.#stale = 'no'
    return { at: now, under: 0, over: 0, all }
  }

  #isStale(now: Lookout): boolean {
    return this.#stale !== 'no' || this.#drawn === null || !sameLookout(this.#drawn, now)
  }

  #draw(pass: Pass, look: Look, few: boolean): void {
    const { painter } = this
    let left = few ? Infinity : this.#stretch
    let points = 0
    if (pass.all && pass.under < painter.count) {
      const to = Math.min(painter.count, pass.under + left)
      painter.drawUnder(pass.at, look, pass.under, to)
      points += to - pass.under
      left -= to - pass.under
      pass.under = to
      // The first picture is drawn progressively.
      if (this.#drawn === null && to < painter.count) this.#present(pass, look)
    } else if (pass.all && painter.count === 0) painter.drawUnder(pass.at, look, 0, 0)
    const underDone = !pass.all || pass.under >= painter.count
    if (underDone && left > 0) {
      const to = Math.min(painter.overCount, pass.over + left)
      painter.drawOver(pass.at, look, pass.over, to)
      points += to - pass.over
      pass.over = to
    }
    if (underDone && pass.over >= painter.overCount) {
      this.#pass = null
      this.#drawn = pass.at
      this.#present(pass, look)
      this.onDrawn()
    }
    if (!few) this.#measure(points)
  }

  #present(pass: Pass, look: Look): void {
    this.painter.compose(look)
    const drawn = this.#drawn
    this.#drawn = pass.at
    this.#transform()
    this.#drawn = drawn
  }

  #transform(): void {
    if (this.#drawn && this.#now) {
      this.canvas.style.transform = transformTo(this.#drawn, this.#now)
    }
  }

  /** Does the drawn picture, moved, still fill the viewport? */
  #covers(now: Lookout): boolean {
    const drawn = this.#drawn
    if (!drawn) return false
    const growth = now.scale / drawn.scale
    const slackX = (growth * (1 + 2 * MARGIN) - 1) * (now.width / 2)
    const slackY = (growth * (1 + 2 * MARGIN) - 1) * (now.height / 2)
    const right = Math.abs(drawn.x - now.x) * now.scale
    const down = Math.abs(drawn.y - now.y) * now.scale
    return right <= slackX && down <= slackY
  }

  #measure(points: number): void {
    const { gl } = this.painter
    const sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0)
    gl.flush()
    if (sync) this.#fence = { sync, since: performance.now(), points }
  }

  /** Has the graphics card done the last stretch? Learns how long stretches may be. */
  #isReady(): boolean {
    if (!this.#fence) return true
    const { gl } = this.painter
    const { sync, since, points } = this.#fence
    if (gl.getSyncParameter(sync, gl.SYNC_STATUS) !== gl.SIGNALED) return false
    gl.deleteSync(sync)
    this.#fence = null
    const took = Math.max(1, performance.now() - since)
    const moving = performance.now() - this.#movedAt < REST
    const factor = (moving ? MOVING_PACE : REST_PACE) / took
    if (points >= this.#stretch * 0.9) {
      const wanted = this.#stretch * Math.min(Math.max(factor, 0.4), 2)
      this.#stretch = Math.round(Math.min(Math.max(wanted, LEAST), MOST))
    }
    return true
  }
}

/** The canvas of the page: which sample is on it, what is saved of it, what comes next. */

import type { BookStore } from '../book/book.svelte'
import type { Part } from '../app/rooms'
import type { Edits } from '../edit/edits.svelte'
import { asProblem, type Problem } from '../api/problem'
import type { Jobs } from '../live/jobs.svelte'
import type { Offer, Split } from '../api/model'
import { refusal } from '../edit/words'
import { isEmpty } from './engine/ink'
import { base64Of, decodeImage, encodePng } from './engine/png'
import { blank, isSame, WHITE, words, type Point, type Raster } from './engine/raster'
import { Guesses } from './guess/guesses.svelte'
import { DraftStore } from './save/drafts'
import { showSaved } from './tray/removed-pieces'
import { Queue } from './queue.svelte'
import { Saves } from './save/saves.svelte'
import { Toolbox } from './tools/toolbox.svelte'
import { Tray } from './tray/tray.svelte'
import { whyNot } from './save/why-not'
import { Workbench } from './workbench.svelte'

/** A blank page without a sample has this side, in pixels. */
const BLANK_SIDE = 256
/** A draft is written down so long after a step, ms. */
const REST = 300
/** While a stroke is drawn the model is asked so often, ms. */
const PACE = 60

export class Canvas implements Part {
  phase = $state<'idle' | 'opening' | 'ready' | 'failed'>('idle')
  problem = $state.raw<Problem | null>(null)
  bench = $state.raw<Workbench | null>(null)
  /** The sample that was opened; null for a blank page. */
  source = $state<number | null>(null)
  /** Where drawings of a blank page go. */
  blankSplit = $state<Split>('train')
  /** Was there a draft of an earlier time? */
  restored = $state(false)
  /** The next class key keeps the selected piece instead of saving the canvas. */
  isSavingPiece = $state(false)
  /** Bumps when the stage is to take the focus, so that keys act on what was added. */
  focusRequests = $state(0)
  /** What was just saved, for a moment. */
  flash = $state('')
  readonly tools = new Toolbox()
  readonly guesses: Guesses
  readonly tray: Tray
  readonly queue: Queue
  readonly saves: Saves

  readonly #drafts: DraftStore
  #requests = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #pace: ReturnType<typeof setTimeout> | undefined
  #saved: Raster | null = null
  readonly #stops: (() => void)[]

  constructor(
    private readonly book: BookStore,
    private readonly edits: Edits,
    jobs: Jobs,
    database: IDBFactory | undefined,
  ) {
    this.#drafts = new DraftStore(database)
    this.guesses = new Guesses(book.http)
    this.tray = new Tray(book)
    this.queue = new Queue(book)
    this.saves = new Saves(book, edits, this.#drafts)
    this.#stops = [
      jobs.onDone((job) => {
        if (this.phase === 'idle') return
        if (job.kind === 'embed') {
          this.guesses.retry()
          this.#predict(false)
        }
        if (['embed', 'issues', 'evaluate'].includes(job.kind)) void this.queue.load()
        void this.loadOffers()
      }),
    ]
  }

  get split(): Split {
    return this.#splitOf(this.source)
  }

  /** Open a sample, unless it is open; what was drawn on it before comes back. */
  async open(sample: number): Promise<void> {
    if (this.source === sample && this.phase !== 'failed' && this.phase !== 'idle') return
    await this.#begin(sample, async () => {
      const v = this.book.hash(this.book.rowOf(sample))
      const params = { path: { sample }, query: { v } }
      const image = await this.book.http.file('get', '/samples/{sample}/image', { params })
      return decodeImage(image, { paper: true })
    })
  }

  /** Open a page with nothing on it. */
  async openBlank(): Promise<void> {
    await this.#begin(null, () => Promise.resolve(blank(BLANK_SIDE, BLANK_SIDE, WHITE)))
  }

  /** The canvas is on the screen. */
  enter(sample: number | null): void {
    this.queue.loadOnce()
    void this.saves.resume()
    if (sample !== null) void this.open(sample)
    else if (this.phase === 'idle') void this.openBlank()
  }

  /** Something else is on the screen now: write down what is not saved. */
  leave(): void {
    clearTimeout(this.#timer)
    this.#writeDraft()
  }

  /** Save what is on the canvas as a class; the canvas stays as it is. */
  async saveAs(label: string, tags: string[] = [], pair: number | null = null): Promise<boolean> {
    const { bench } = this
    if (!bench || !this.#mayDraw()) return false
    const image = bench.whole()
    // Not `this.source`: the next sample may be on its way already.
    const { source } = bench
    const split = this.#splitOf(source)
    const why = whyNot(this.book, bench, image, split, source)
    if (why !== null) return this.#refuse(why)
    const was = source === null ? null : this.book.label(this.book.rowOf(source))
    const note = was === null ? `Drawn as ${label}` : `Drawn as ${label} from ${was}`
    const parents = bench.drawing.sources.filter((sample) => this.book.rowOf(sample) >= 0)
    this.saves.add({
      author: this.edits.name(),
      png: await base64Of(await encodePng(image)),
      label,
      split,
      parents,
      note,
      tags,
      pair,
    })
    this.#saved = image
    this.flash = label
    setTimeout(() => (this.flash = ''), 900)
    return true
  }

  /** Save the edit that changed the model's mind, and tag it and its sample as a pair. */
  async savePair(): Promise<boolean> {
    const source = this.bench?.source ?? null
    const { top, first } = this.guesses
    if (source === null || !top || !first || top.label === first.label) {
      return this.#refuse(
        'The model still predicts the same class: draw until it predicts another one.',
      )
    }
    return this.saveAs(top.label, [`pair:${source}`], source)
  }

  /** Keep the selected piece, or with none everything drawn, in everybody's tray. */
  async savePiece(label: string | null): Promise<void> {
    this.isSavingPiece = false
    const { bench } = this
    if (!bench || !this.#mayDraw()) return
    if (!bench.floating && !bench.selectAll()) {
      this.#refuse('There is no stroke to save as a piece: draw or select one first.')
      return
    }
    const { piece } = bench
    if (!piece) return
    try {
      const png = await encodePng(piece)
      const id = await this.tray.savePiece(png, label, bench.source, this.edits.name())
      showSaved(this, this.edits, id, label)
      await this.loadOffers()
    } catch (error) {
      this.edits.toast.refuse(error)
    }
  }

  /** Put an offer of the tray, or a drawing made here, onto the canvas. */
  async addOffer(offer: Offer, at: Point | null = null): Promise<void> {
    try {
      const piece = await decodeImage(await this.tray.image(offer), { paper: false })
      this.bench?.add(piece, at, offer.source)
      this.tools.choose('canvas.piece')
      this.focusRequests++
    } catch (error) {
      this.edits.toast.refuse(error)
    }
  }

  /** Look for pieces that fit what is open. */
  loadOffers(): Promise<void> {
    const { bench } = this
    const image = bench && !isEmpty(bench.whole()) ? bench.whole() : null
    return this.tray.load(this.source, this.split, image)
  }

  stop(): void {
    this.leave()
    clearTimeout(this.#pace)
    for (const stop of this.#stops) stop()
  }

  async #begin(source: number | null, fetch: () => Promise<Raster>): Promise<void> {
    this.leave()
    const request = ++this.#requests
    this.phase = this.bench ? this.phase : 'opening'
    this.source = source
    this.problem = null
    this.isSavingPiece = false
    this.edits.toast.dismissProblem()
    try {
      const [original, draft] = await Promise.all([
        fetch(),
        this.#drafts.draft(this.#draftKey(source)),
      ])
      if (request !== this.#requests) return
      const bench = new Workbench(original, source)
      this.#saved = null
      this.restored = draft !== null && draft.page.width === original.width
      if (draft && this.restored) {
        const { drawing } = bench
        words(drawing.page).set(words(draft.page))
        drawing.touched({ left: 0, top: 0, width: drawing.width, height: drawing.height })
        const { floating, cuts, sources } = draft
        drawing.commit('Restored', { floating, cuts, sources })
      }
      this.tools.fits(bench)
      this.guesses.begin()
      bench.onStep = () => this.#stepped()
      this.bench = bench
      this.phase = 'ready'
      // Every edit is compared with the model's guess for the sample itself.
      this.guesses.predict(() => bench.original, 0)
      if (bench.isChanged) this.#predict(true)
      void this.loadOffers()
    } catch (error) {
      if (request !== this.#requests) return
      this.bench = null
      this.guesses.begin()
      this.problem = asProblem(error)
      this.phase = 'failed'
    }
  }

  /** During a stroke, ask the model now and then. */
  drawn(): void {
    this.#pace ??= setTimeout(() => {
      this.#pace = undefined
      this.#predict(false)
    }, PACE)
  }

  #stepped(): void {
    const { bench } = this
    if (!bench) return
    this.guesses.forget(bench.drawing.steps.length + 1)
    this.#pace = void clearTimeout(this.#pace)
    this.#predict(true)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#writeDraft(), REST)
  }

  #predict(isStep: boolean): void {
    const { bench } = this
    if (bench) this.guesses.predict(() => bench.whole(), isStep ? bench.drawing.at : null)
  }

  #writeDraft(): void {
    const { bench } = this
    if (!bench) return
    const { page, floating, cuts, sources, at } = bench.drawing
    const isSaved = this.#saved !== null && isSame(this.#saved, bench.drawing.whole())
    const draft = at === 0 || isSaved ? null : { page, floating, cuts, sources }
    void this.#drafts.saveDraft(this.#draftKey(bench.source), draft)
  }

  #splitOf(source: number | null): Split {
    const row = source === null ? -1 : this.book.rowOf(source)
    return row < 0 ? this.blankSplit : this.book.split(row)
  }

  #draftKey(source: number | null): string {
    return `${this.book.info?.name ?? ''}:${source ?? 'blank'}`
  }

  #mayDraw(): boolean {
    if (this.edits.allowed) return true
    return this.#refuse(
      !this.book.canEdit
        ? 'You are a viewer: you can try drawing here, but you cannot save.'
        : 'Enter your name first: the others see who drew what.',
    )
  }

  #refuse(detail: string): false {
    this.edits.toast.problem = { ...refusal('canvas', detail), title: 'Not saved' }
    return false
  }
}

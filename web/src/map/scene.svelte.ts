/** The map's points: keeps what is drawn at what the book, the filters and the selection say. */

import { untrack } from 'svelte'
import type { Page } from '../app/context'
import type { Projection } from './projections.svelte'
import { lookout, WHOLE, toMap, type Lookout } from './camera'
import { columnName } from '../book/metadata'
import { colouringOf, type Colouring } from './colouring'
import { Differences } from './differences.svelte'
import { lookOf } from './look'
import { EXCLUDED, Painter, SHOWN } from './painter'
import { paletteBytes } from './palette'
import { nearestRow, rowsInBox, rowsInPolygon, type Polygon } from './picking'
import { Picture } from './picture'
import { pointedAt } from './pointed'
import { Strip } from './strip.svelte'

/** How the map is shown; kept while the page is open. */
export interface MapOptions {
  density: boolean
  hidden: boolean
}

/** More changed rows than these are coloured all at once. */
const FEW = 5_000
/** So near to a point, in px, the pointer is on it. */
const REACH = 9
/** Delay before a value under the pointer is highlighted, ms: it may only sweep over the legend. */
const POINTING = 70

export class Scene {
  width = $state(0)
  height = $state(0)
  /** Of a legend without a facet: the code that the person points at. */
  pointedCode = $state<number | null>(null)
  /** Bumps when the picture was drawn afresh. */
  drawn = $state(0)
  readonly camera = $derived.by(() => this.app.query.camera ?? WHOLE)
  readonly at: Lookout = $derived.by(() =>
    lookout(this.camera, this.width, this.height, this.projection().reach),
  )
  readonly colouring: Colouring = $derived.by(() => this.#colouring())

  /** SHOWN and EXCLUDED per row. */
  #states = new Uint8Array()
  /** 1 per row that can be seen and pointed at. */
  #shown = new Uint8Array()
  readonly #shape: string = $derived.by(() => this.#shapeOf())
  readonly #differences: Differences
  readonly #picture: Picture
  readonly #painter: Painter

  constructor(
    private readonly app: Page,
    canvas: HTMLCanvasElement,
    private readonly projection: () => Projection,
    private readonly options: MapOptions,
  ) {
    this.#differences = app.part(Differences)
    this.#painter = new Painter(canvas)
    this.#picture = new Picture(canvas, this.#painter)
    this.#picture.onDrawn = () => this.drawn++
    this.#effects()
  }

  stop(): void {
    this.#picture.stop()
  }

  /** The row under the pointer; -1 where there is none. */
  rowAt(left: number, top: number): number {
    const [x, y] = toMap(this.at, left, top)
    return nearestRow(this.projection(), this.#shown, x, y, REACH / this.at.scale)
  }

  rowsInPolygon(polygon: Polygon): Uint32Array {
    return rowsInPolygon(this.projection(), this.#shown, polygon)
  }

  /** The rows in sight; null where there are more than `most`. */
  rowsInSight(most: number): Uint32Array | null {
    const [left, top] = toMap(this.at, 0, 0)
    const [right, bottom] = toMap(this.at, this.width, this.height)
    return rowsInBox(this.projection(), this.#shown, { left, right, bottom, top }, most)
  }

  /** Where a row is in the viewport; null where it has no place on the map. */
  placeOf(row: number): [x: number, y: number] | null {
    const { x, y } = this.projection()
    return row >= 0 && row < x.length && !Number.isNaN(x[row]) ? [x[row], y[row]] : null
  }

  #effects(): void {
    const { app } = this
    $effect(() => {
      this.#painter.place(this.projection())
      untrack(() => this.#colourAll())
    })
    $effect(() => {
      void [this.colouring, app.view.rows]
      untrack(() => this.#colourAll())
    })
    $effect(() => {
      const { colour } = app.query
      if (colour === 'score' || colour === 'suggestion') app.labelIssues?.loadLabelsOnce()
      if (colour === 'changed') this.#differences.want(app.query.since)
    })
    $effect(() => app.book.onRows((rows) => this.#touch(rows)))
    $effect(() => {
      const rows = this.#standingOut()
      const timer = setTimeout(
        () => {
          this.#painter.raise(rows)
          this.#picture.changed('over')
        },
        app.ui.pointed || this.pointedCode !== null ? POINTING : 0,
      )
      return () => clearTimeout(timer)
    })
    $effect(() => {
      const { points, look } = this.#looks()
      if (this.width > 0 && this.height > 0 && points >= 0) this.#picture.show(this.at, look)
    })
    $effect(() => {
      void [this.options.density, this.options.hidden, app.ui.dark]
      untrack(() => this.#picture.changed('all'))
    })
  }

  #looks(): { points: number; look: ReturnType<typeof lookOf> } {
    const points = this.projection().placed
    const { density, hidden } = this.options
    const { zoom } = this.camera
    const { dark } = this.app.ui
    return { points, look: lookOf(this.at, { points, zoom, density, hidden, dark }) }
  }

  #colourAll(): void {
    const { view, book } = this.app
    const { excluded, rows } = book.untrackedColumns
    const states = new Uint8Array(rows)
    const shown = new Uint8Array(rows)
    for (const row of view.rows) states[row] = SHOWN
    for (const row of view.rows) shown[row] = 1
    for (let row = 0; row < rows; row++) if (excluded[row]) states[row] |= EXCLUDED
    this.#states = states
    this.#shown = shown
    this.#painter.setPalette(paletteBytes(this.colouring.colours))
    this.#painter.setCells(this.colouring.codeOf, states)
    this.#picture.changed('all')
  }

  #touch(rows: Uint32Array): void {
    if (rows.length > FEW) {
      this.#colourAll()
      return
    }
    const { view, book } = this.app
    for (const row of rows) {
      const shown = view.position(row) >= 0 ? SHOWN : 0
      this.#states[row] = shown | (book.untrackedColumns.excluded[row] ? EXCLUDED : 0)
      this.#shown[row] = shown
    }
    this.#painter.touch(rows, this.colouring.codeOf, this.#states)
    this.#picture.touched()
    if (this.#painter.overCount > 0) this.#picture.changed('over')
  }

  /** The rows that stand out from the others: pointed at, selected, or like another. */
  #standingOut(): Uint32Array {
    const { ui, view, selection, book } = this.app
    const strip = this.app.part(Strip)
    if (ui.pointed || this.pointedCode !== null) {
      const { codeOf } = this.colouring
      const code = this.pointedCode
      const holds = ui.pointed
        ? pointedAt(book.untrackedColumns, ui.pointed.facet, ui.pointed.value)
        : (row: number) => codeOf(row) === code
      return untrack(() => view.rows).filter(holds)
    }
    if (selection.count > 0) return selection.targets()
    return strip.source?.kind === 'similar' ? strip.rows : new Uint32Array()
  }

  #colouring(): Colouring {
    void this.#shape
    const { query, book, ui } = this.app
    const differences = this.#differences
    const projection = this.projection()
    const issues = this.app.labelIssues?.labels
    void differences.then
    return untrack(() =>
      colouringOf(
        query.colour,
        book.untrackedColumns,
        {
          typicality: projection.typicality,
          score: issues?.score ?? null,
          suggestion: issues?.suggestion ?? null,
          differenceOf: (row) => differences.codeOf(book.untrackedColumns, row),
        },
        ui.dark,
      ),
    )
  }

  /** What the colours' meaning depends on, beside the cells. */
  #shapeOf(): string {
    const { query, book, ui } = this.app
    const { classes, about, authors, tagged, metadata, rows } = book.columns
    const own = metadata.get(columnName(query.colour))
    const many = [classes.length, authors.length, tagged.size, rows, own?.kind, own?.words.length]
    const colours = about.map(({ colour }) => colour)
    return [query.colour, query.since, ui.dark, ...many, ...classes, ...colours].join()
  }
}

/** Draws the points, the images where there is room for them, and what lies above. */

import { lookOf } from '../map/look'
import { inOrder } from '../map/order'
import type { Look } from '../map/painter'
import { placed, sizeFor } from '../map/placing'
import { NoGraphics } from '../map/shaders'
import { css } from '../ui/oklch'
import type { ReportMap } from './data'
import { find, pen } from './dom'
import { GraphicsPoints, PlainPoints, type Points } from './points'
import { fit, type Sheets } from './sheets'
import type { Change, State } from './state'
import type { Point, View } from './view'

/** The images are shown where so few samples are in sight. */
const MOST_IMAGES = 300

export class Drawing {
  #canvas = find('points', HTMLCanvasElement)
  readonly #images = find('images', HTMLCanvasElement)
  readonly #marks = find('marks', HTMLCanvasElement)
  #points: Points

  constructor(
    private readonly map: ReportMap,
    private readonly state: State,
    private readonly view: View,
    private readonly sheets: Sheets,
  ) {
    try {
      this.#points = new GraphicsPoints(this.#canvas, map.projection)
      this.#canvas.addEventListener('webglcontextlost', () => {
        this.#points = this.#plain()
        state.changed('look')
      })
    } catch (error) {
      if (!(error instanceof NoGraphics)) throw error
      this.#points = this.#plain()
    }
  }

  /** Draw anew what these changes concern. outline: of the gesture that is made. */
  draw(changes: ReadonlySet<Change>, outline: readonly Point[] | null): void {
    const has = (...any: Change[]): boolean => any.some((what) => changes.has(what))
    const { facet, dark, shown } = this.state
    const { at, camera } = this.view
    const points = this.map.rows
    const look = lookOf(at, { points, zoom: camera.zoom, density: false, hidden: false, dark })
    if (has('look', 'filter')) this.#points.colour(facet.shades, facet.colours(dark), shown)
    if (has('look', 'filter', 'selection', 'point')) this.#points.raise(this.state.standingOut())
    if (has('look', 'filter', 'selection', 'point', 'view')) {
      this.#points.draw(at, look)
      this.#drawImages()
    }
    this.#drawMarks(look, outline)
  }

  /**
   * Start again without the graphics card, on a new canvas: one with a WebGL context has no
   * other.
   */
  #plain(): PlainPoints {
    const fresh = this.#canvas.cloneNode() as HTMLCanvasElement
    this.#canvas.replaceWith(fresh)
    this.#canvas = fresh
    return new PlainPoints(fresh, this.map.projection)
  }

  /** Images in place of dots, the most typical first; what would hide another stays a dot. */
  #drawImages(): void {
    const { map, view, sheets, state } = this
    const onto = pen(this.#images, view.width, view.height)
    const found = view.rowsInSight(MOST_IMAGES)
    if (found === null) return
    const side = sizeFor(found.length, view.width, view.height)
    const colours = state.facet.colours(state.dark)
    const raised = new Set(state.standingOut())
    const at = view.at
    const first = inOrder(found, map.projection.typicality, 'typical').filter(
      (row) => (raised.size === 0 || raised.has(row)) && sheets.drawable(row) !== null,
    )
    const points = [...first].map((row) => {
      const [x, y] = view.placeOf(row, at)
      return { row, x, y }
    })
    for (const { row, x, y } of placed(points, side)) {
      const image = sheets.drawable(row)
      if (image === null) continue
      const place = sheets.placeOf(row)
      const scale = fit(place, side)
      const [width, height] = [place.width * scale, place.height * scale]
      const [left, top] = [x - width / 2, y - height / 2]
      onto.fillStyle = css(colours[state.facet.shades[row]])
      onto.fillRect(left - 2, top - 2, width + 4, height + 4)
      onto.drawImage(
        image,
        ...([place.left, place.top, place.width, place.height] as const),
        ...([left, top, width, height] as const),
      )
    }
  }

  /** Above the points: rings around rows, and the gesture that is made. */
  #drawMarks(look: Look, outline: readonly Point[] | null): void {
    const { view, state } = this
    const onto = pen(this.#marks, view.width, view.height)
    const style = getComputedStyle(document.documentElement)
    onto.strokeStyle = style.getPropertyValue('--text')
    onto.lineWidth = 2
    for (const row of new Set([state.hovered, state.pinned])) {
      if (row < 0) continue
      onto.beginPath()
      onto.arc(...view.placeOf(row), look.size / 2 + 3, 0, 2 * Math.PI)
      onto.stroke()
    }
    if (outline === null) return
    onto.strokeStyle = onto.fillStyle = style.getPropertyValue('--accent')
    onto.lineWidth = 1.5
    onto.beginPath()
    for (const place of outline) onto.lineTo(...place)
    onto.closePath()
    onto.globalAlpha = 0.12
    onto.fill()
    onto.globalAlpha = 1
    onto.stroke()
  }
}

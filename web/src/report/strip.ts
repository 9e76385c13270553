/**
 * The images of what is selected, or of what is in view where nothing is. Only those that one sees
 * are in the page.
 */

import { inOrder, type TypicalityOrder } from '../map/order'
import { classColour } from '../ui/colours'
import type { Card } from './card'
import { labelOf, splitOf, type ReportMap } from './data'
import { dot, element, find, named, number } from './dom'
import type { Sheets } from './sheets'
import type { State } from './state'
import { tableOf } from './table'
import type { View } from './view'

const TILE = 74
const CAPTION = 19
/** How many classes of a selection are listed. */
const MIXED = 8

export class Strip {
  readonly #tiles = find('tiles', HTMLElement)
  readonly #room = element('div')
  readonly #turn = find('order', HTMLButtonElement)
  #listed: Uint32Array = new Uint32Array()
  #order: TypicalityOrder = 'typical'
  #focusedAt = 0

  constructor(
    private readonly map: ReportMap,
    private readonly state: State,
    private readonly view: View,
    private readonly sheets: Sheets,
    private readonly card: Card,
  ) {
    const tiles = this.#tiles
    tiles.append(this.#room)
    tiles.addEventListener('scroll', () => this.draw())
    tiles.addEventListener('keydown', (event) => this.#step(event))
    new ResizeObserver(() => this.draw()).observe(tiles)
    this.#turn.title = 'Reverse the order'
    this.#turn.addEventListener('click', () => {
      this.#order = this.#order === 'typical' ? 'outliers' : 'typical'
      this.fill()
    })
    find('none', HTMLButtonElement).addEventListener('click', () => state.select([]))
    find('list', HTMLButtonElement).addEventListener('click', () => this.#save())
  }

  /** Update the list of what is selected or in view. */
  fill(): void {
    const { state, view, map } = this
    const isSelected = state.selectedCount > 0
    const found = isSelected
      ? Uint32Array.from(state.selected.keys()).filter((row) => state.selected[row] === 1)
      : view.rowsInSight()
    const rows = inOrder(found, map.projection.typicality, this.#order)
    // A view that came to rest where it was does not take one's place in the strip away.
    if (rows.length !== this.#listed.length || rows.some((row, at) => row !== this.#listed[at])) {
      this.#focusedAt = 0
      this.#tiles.scrollTop = 0
    }
    this.#listed = rows
    const where = isSelected ? 'selected' : 'in view'
    find('selected', HTMLElement).textContent = `${number(rows.length)} ${where}`
    find('none', HTMLButtonElement).hidden = !isSelected
    this.#turn.textContent = this.#order === 'typical' ? 'Typical first' : 'Outliers first'
    this.#drawMix()
    this.draw()
  }

  /** Draw the tiles that are in sight. */
  draw(): void {
    const { columns, width, height } = this.#layout()
    const listed = this.#listed
    const { scrollTop, clientHeight } = this.#tiles
    this.#room.style.height = `${Math.ceil(listed.length / columns) * height + 8}px`
    const first = Math.max(0, Math.floor(scrollTop / height) - 1) * columns
    const seen = (Math.ceil(clientHeight / height) + 3) * columns
    const hadFocus = this.#room.contains(document.activeElement)
    const made: HTMLElement[] = []
    for (let at = first; at < Math.min(first + seen, listed.length); at++) {
      const tile = this.#tile(listed[at], at, Math.floor(width - 10))
      Object.assign(tile.style, {
        left: `${8 + (at % columns) * width}px`,
        top: `${4 + Math.floor(at / columns) * height}px`,
        width: `${width}px`,
        height: `${height}px`,
      })
      made.push(element('div', { role: 'listitem' }, tile))
    }
    this.#room.replaceChildren(...made)
    if (!hadFocus) return
    const focused = this.#room.querySelector<HTMLElement>(`[data-at="${this.#focusedAt}"]`)
    focused?.focus({ preventScroll: true })
  }

  /** What it is mixed of, in the present colours. */
  #drawMix(): void {
    const { facet, dark } = this.state
    const counts = new Map<number, number>()
    for (const row of this.#listed) {
      const code = facet.codes[row]
      counts.set(code, (counts.get(code) ?? 0) + 1)
    }
    const parts = facet.entries
      .map((entry) => ({ ...entry, count: counts.get(entry.code) ?? 0 }))
      .filter(({ count }) => count > 0)
      .sort((one, other) => other.count - one.count)
    const shown = parts
      .slice(0, MIXED)
      .map(({ code, text, count }) =>
        element(
          'span',
          {},
          dot(facet.colourOf(code, dark)),
          element('bdi', { className: 'name' }, text),
          number(count),
        ),
      )
    const more = parts.length - MIXED
    const rest = more > 0 ? [`and ${more} more`] : []
    find('mix', HTMLElement).replaceChildren(...shown, ...rest)
  }

  #layout(): { columns: number; width: number; height: number } {
    const wide = Math.max(this.#tiles.clientWidth - 16, TILE)
    const columns = Math.max(1, Math.floor(wide / TILE))
    return { columns, width: wide / columns, height: wide / columns + CAPTION }
  }

  #tile(row: number, at: number, side: number): HTMLButtonElement {
    const { map, state, card } = this
    const picture = element('div', { className: 'picture' })
    this.sheets.show(picture, row, side)
    const label = labelOf(map, row)
    const tile = element(
      'button',
      { type: 'button', className: row === state.pinned ? 'tile pinned' : 'tile' },
      picture,
      element('small', {}, dot(classColour(map.label[row] - 1, state.dark)), named(label)),
    )
    tile.setAttribute('aria-label', `${label}, ${splitOf(map, row)}, ${map.paths[row]}`)
    tile.dataset.at = String(at)
    tile.tabIndex = at === this.#focusedAt ? 0 : -1
    const show = (): void => {
      state.hover(row)
      card.show(row, tile.getBoundingClientRect())
    }
    const hide = (): void => {
      state.hover(-1)
      card.hide()
    }
    tile.addEventListener('pointerenter', show)
    tile.addEventListener('pointerleave', hide)
    tile.addEventListener('focus', () => {
      this.#focusedAt = at
      if (tile.matches(':focus-visible')) show()
    })
    tile.addEventListener('blur', hide)
    tile.addEventListener('click', () => {
      state.pinned = row
      hide()
      this.view.lookAt(row)
      this.draw()
    })
    return tile
  }

  #step(event: KeyboardEvent): void {
    const { columns, height } = this.#layout()
    const last = this.#listed.length
    const steps: Record<string, number> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: columns,
      ArrowUp: -columns,
      Home: -last,
      End: last,
    }
    const step = steps[event.key]
    if (step === undefined) return
    event.preventDefault()
    this.#focusedAt = Math.min(Math.max(this.#focusedAt + step, 0), last - 1)
    const tiles = this.#tiles
    const top = Math.floor(this.#focusedAt / columns) * height
    if (top < tiles.scrollTop) tiles.scrollTop = top
    const least = top + height - tiles.clientHeight + 8
    if (least > tiles.scrollTop) tiles.scrollTop = least
    this.draw()
  }

  #save(): void {
    const url = URL.createObjectURL(
      new Blob([tableOf(this.map, this.#listed)], { type: 'text/csv' }),
    )
    element('a', { href: url, download: 'samples.csv' }).click()
    setTimeout(() => URL.revokeObjectURL(url), 10_000)
  }
}

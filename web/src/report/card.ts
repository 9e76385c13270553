/** The card beside the pointer: the image, larger, and what is known of it. */

import { classColour } from '../ui/colours'
import { labelOf, splitOf, type ReportMap } from './data'
import { dot, element, find, named } from './dom'
import type { Sheets } from './sheets'
import type { State } from './state'

/** Px a side. */
const IMAGE = 168

/** A part of the window that the card does not cover. */
interface Beside {
  left: number
  right: number
  top: number
}

export class Card {
  readonly #card = find('card', HTMLElement)

  constructor(
    private readonly map: ReportMap,
    private readonly state: State,
    private readonly sheets: Sheets,
  ) {}

  hide(): void {
    this.#card.hidden = true
  }

  /** Show what is known of a row; nothing of -1. */
  show(row: number, beside: Beside): void {
    if (row < 0) {
      this.hide()
      return
    }
    this.#card.replaceChildren(...this.#lines(row))
    this.#card.hidden = false
    const { offsetWidth: wide, offsetHeight: high, style } = this.#card
    const right = beside.right + 14
    const left = right + wide > innerWidth - 8 ? beside.left - 14 - wide : right
    const top = Math.min(Math.max(beside.top - high / 3, 8), innerHeight - high - 8)
    style.left = `${Math.max(8, left)}px`
    style.top = `${top}px`
  }

  #lines(row: number): HTMLElement[] {
    const { map, state } = this
    const { label, classes, issues, projection } = map
    const picture = element('div', { className: 'picture' })
    this.sheets.show(picture, row, IMAGE)
    const facts = [splitOf(map, row)]
    const add = (name: string, share: number | undefined): void => {
      if (share === undefined || Number.isNaN(share)) return
      facts.push(`${name} ${Math.round(share * 100)} %`)
    }
    add('typicality', projection.typicality[row])
    add('issue score', issues?.score[row])
    const colour = classColour(label[row] - 1, state.dark)
    const lines: HTMLElement[] = [
      picture,
      element('b', {}, dot(colour), named(labelOf(map, row))),
      element('span', {}, facts.join(', ')),
    ]
    const suggestion = issues?.suggestion[row] ?? 0
    if (suggestion > 0)
      lines.push(element('span', {}, 'suggested: ', named(classes[suggestion - 1])))
    if (map.width[row] === 0) lines.push(element('span', {}, 'This image could not be read.'))
    lines.push(element('span', { className: 'path' }, named(map.paths[row])))
    return lines
  }
}

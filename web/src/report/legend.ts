/** The legend of the colours. A click filters, pointing highlights. */

import { dot, element, find, number } from './dom'
import type { Entry, Facet } from './facets'
import type { State } from './state'
import type { View } from './view'

export class Legend {
  readonly #legend = find('legend', HTMLElement)
  readonly #unfilter = find('unfilter', HTMLButtonElement)

  constructor(
    private readonly state: State,
    private readonly view: View,
    facets: readonly Facet[],
  ) {
    const by = find('by', HTMLSelectElement)
    facets.forEach(({ name }, at) => by.append(element('option', { value: String(at) }, name)))
    by.addEventListener('change', () => {
      state.facet = facets[Number(by.value)]
      state.pointed = -1
      state.changed('look')
    })
    this.#unfilter.addEventListener('click', () => state.clearFilters())
  }

  draw(): void {
    const { facet, filters } = this.state
    const counts = this.state.counts(facet)
    const before = [...this.#legend.children].findIndex((one) => one === document.activeElement)
    const buttons = facet.entries.map((entry) => this.#button(entry, counts.get(entry.code) ?? 0))
    this.#legend.replaceChildren(...buttons)
    if (before >= 0) buttons[before]?.focus()
    this.#unfilter.hidden = filters.size === 0
  }

  /** Lay the legend into the corner of the whole map where it hides the fewest samples. */
  place(): void {
    const { offsetWidth: wide, offsetHeight: high, classList } = this.#legend
    const { width, height } = this.view
    const corners = [true, false].flatMap((low) => [true, false].map((left) => ({ low, left })))
    const hides = ({ low, left }: { low: boolean; left: boolean }): number => {
      const x = left ? 0 : width - wide
      const y = low ? height - high : 0
      return this.view.rowsIn([x, y], [x + wide, y + high]).length
    }
    const [best] = corners.sort((one, other) => hides(one) - hides(other))
    classList.toggle('high', !best.low)
    classList.toggle('right', !best.left)
  }

  #button({ code, text }: Entry, count: number): HTMLButtonElement {
    const { state } = this
    const { facet, dark } = state
    const codes = state.filters.get(facet)
    const on = codes?.has(code) ?? false
    const button = element(
      'button',
      {
        type: 'button',
        className: codes !== undefined && !on ? 'off' : '',
        title: on ? 'Remove this filter' : 'Show only these',
      },
      dot(facet.colourOf(code, dark)),
      element('bdi', { className: 'name' }, text),
      element('span', { className: 'number' }, number(count)),
    )
    button.setAttribute('aria-pressed', String(on))
    button.addEventListener('pointerenter', () => state.point(code))
    button.addEventListener('pointerleave', () => state.point(-1))
    button.addEventListener('click', () => {
      state.pointed = -1
      state.toggleFilter(facet, code)
    })
    return button
  }
}

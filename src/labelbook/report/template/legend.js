// What the colours stand for. A click filters, pointing shows.

const legend = find('legend')
const by = find('by')
const unfilter = find('unfilter')

facets.forEach(({ name }, at) => by.append(element('option', { value: at }, name)))
by.addEventListener('change', () => {
  state.facet = facets[Number(by.value)]
  state.pointed = -1
  changed('look')
})
unfilter.addEventListener('click', clearFilters)

function drawLegend() {
  const { facet } = state
  const codes = state.filters.get(facet)
  const counts = countCodes(facet)
  const focused = [...legend.children].indexOf(document.activeElement)
  legend.replaceChildren(
    ...facet.entries.map((entry) => {
      const on = codes?.has(entry.code) ?? false
      const button = element(
        'button',
        {
          type: 'button',
          className: codes !== undefined && !on ? 'off' : '',
          title: on ? 'No longer filter by it' : 'Show only it',
        },
        dot(facet.colour(entry)),
        element('bdi', { className: 'name' }, entry.text),
        element('span', { className: 'number' }, number(counts.get(entry.code) ?? 0)),
      )
      button.setAttribute('aria-pressed', on)
      const point = (code) => () => {
        state.pointed = code
        changed('point')
      }
      button.addEventListener('pointerenter', point(entry.code))
      button.addEventListener('pointerleave', point(-1))
      button.addEventListener('click', () => {
        state.pointed = -1
        toggleFilter(facet, entry.code)
      })
      return button
    }),
  )
  if (focused >= 0) legend.children[focused]?.focus()
  unfilter.hidden = state.filters.size === 0
}

/** Lay the legend into the corner of the whole map where it hides the fewest samples. */
function placeLegend() {
  const { offsetWidth: wide, offsetHeight: high } = legend
  const corners = [true, false].flatMap((low) => [true, false].map((left) => ({ low, left })))
  const hides = ({ low, left }) => {
    const x = left ? 0 : camera.width - wide
    const y = low ? camera.height - high : 0
    return rowsInBox(x, y, x + wide, y + high).length
  }
  const [best] = corners.sort((one, other) => hides(one) - hides(other))
  legend.classList.toggle('high', !best.low)
  legend.classList.toggle('right', !best.left)
}

/** Entry -> rows that the other facets' filters leave. */
function countCodes(facet) {
  const others = [...state.filters].filter(([other]) => other !== facet)
  const counts = new Map()
  for (let row = 0; row < map.rows; row++) {
    if (others.some(([other, codes]) => !codes.has(other.codes[row]))) continue
    counts.set(facet.codes[row], (counts.get(facet.codes[row]) ?? 0) + 1)
  }
  return counts
}

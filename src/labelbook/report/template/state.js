// What is selected, filtered and pointed at. Views are told by `changed`.

const state = {
  facet: facets[0],
  /** Facet -> the codes that are shown; a facet that is not in it shows all. */
  filters: new Map(),
  shown: new Uint8Array(map.rows).fill(1),
  selected: new Uint8Array(map.rows),
  selectedCount: 0,
  /** A row, or -1. */
  hovered: -1,
  pinned: -1,
  /** A code of the facet that the pointer is at in the legend, or -1. */
  pointed: -1,
  typicalFirst: true,
}

const listeners = []
/** what: 'look', 'selection', 'filter', 'hover' or 'view'. */
const changed = (what) => listeners.forEach((listener) => listener(what))

function select(rows, add = false) {
  if (!add) state.selected.fill(0)
  for (const row of rows) if (state.shown[row]) state.selected[row] = 1
  recount()
  changed('selection')
}

function recount() {
  let count = 0
  for (let row = 0; row < map.rows; row++) count += state.selected[row]
  state.selectedCount = count
}

/** Show only an entry of a facet, too, or no longer. */
function toggleFilter(facet, code) {
  const codes = state.filters.get(facet) ?? new Set()
  if (!codes.delete(code)) codes.add(code)
  if (codes.size === 0) state.filters.delete(facet)
  else state.filters.set(facet, codes)
  filterAgain()
}

function clearFilters() {
  state.filters.clear()
  filterAgain()
}

function filterAgain() {
  state.shown.fill(1)
  for (const [facet, codes] of state.filters)
    for (let row = 0; row < map.rows; row++) if (!codes.has(facet.codes[row])) state.shown[row] = 0
  for (let row = 0; row < map.rows; row++) state.selected[row] &= state.shown[row]
  recount()
  changed('filter')
}

function setHovered(row) {
  if (row === state.hovered) return
  state.hovered = row
  changed('hover')
}

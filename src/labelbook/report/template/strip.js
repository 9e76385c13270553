// The images of what is selected, or of what is in view where nothing is. Only those that one
// sees are in the page.

const tiles = find('tiles')
const heading = find('selected')
const mix = find('mix')
const order = find('order')
const none = find('none')
const TILE = 74
const CAPTION = 19
const MIXED = 8

let listed = []
let focusedAt = 0
const room = element('div')
tiles.append(room)

function fillStrip() {
  const rows = state.selectedCount > 0 ? selectedRows() : rowsInView()
  rows.sort(byTypicality)
  if (!state.typicalFirst) rows.reverse()
  // A view that came to rest where it was does not take one's place in the strip away.
  if (rows.length !== listed.length || rows.some((row, at) => row !== listed[at])) {
    focusedAt = 0
    tiles.scrollTop = 0
  }
  listed = rows
  const where = state.selectedCount > 0 ? 'selected' : 'in view'
  heading.textContent = `${number(rows.length)} ${where}`
  none.hidden = state.selectedCount === 0
  order.title = 'Turn the order'
  order.textContent = state.typicalFirst ? 'Typical first' : 'Untypical first'
  drawMix()
  drawTiles()
}

function selectedRows() {
  const rows = []
  for (let row = 0; row < map.rows; row++) if (state.selected[row]) rows.push(row)
  return rows
}

/** What it is mixed of, in the present colours. */
function drawMix() {
  const counts = new Map()
  for (const row of listed) {
    const code = state.facet.codes[row]
    counts.set(code, (counts.get(code) ?? 0) + 1)
  }
  const parts = state.facet.entries
    .filter(({ code }) => counts.has(code))
    .sort((one, other) => counts.get(other.code) - counts.get(one.code))
  const more = parts.length - MIXED
  mix.replaceChildren(
    ...parts
      .slice(0, MIXED)
      .map((entry) =>
        element(
          'span',
          {},
          dot(state.facet.colour(entry)),
          element('bdi', { className: 'name' }, entry.text),
          number(counts.get(entry.code)),
        ),
      ),
    ...(more > 0 ? [`and ${more} more`] : []),
  )
}

function layout() {
  const wide = Math.max(tiles.clientWidth - 16, TILE)
  const columns = Math.max(1, Math.floor(wide / TILE))
  return { columns, width: wide / columns, height: wide / columns + CAPTION }
}

function drawTiles() {
  const { columns, width, height } = layout()
  room.style.height = `${Math.ceil(listed.length / columns) * height + 8}px`
  const first = Math.max(0, Math.floor(tiles.scrollTop / height) - 1) * columns
  const seen = (Math.ceil(tiles.clientHeight / height) + 3) * columns
  const hadFocus = room.contains(document.activeElement)
  const made = []
  for (let at = first; at < Math.min(first + seen, listed.length); at++) {
    const tile = tileOf(listed[at], at, Math.floor(width - 10))
    Object.assign(tile.style, {
      left: `${8 + (at % columns) * width}px`,
      top: `${4 + Math.floor(at / columns) * height}px`,
      width: `${width}px`,
      height: `${height}px`,
    })
    made.push(element('div', {}, tile))
    made.at(-1).setAttribute('role', 'listitem')
  }
  room.replaceChildren(...made)
  if (hadFocus) tileAt(focusedAt)?.focus({ preventScroll: true })
}

const tileAt = (at) => room.querySelector(`[data-at="${at}"]`)

function tileOf(row, at, side) {
  const picture = element('div', { className: 'picture' })
  showPicture(picture, row, side)
  const tile = element(
    'button',
    { type: 'button', className: row === state.pinned ? 'tile pinned' : 'tile' },
    picture,
    element('small', {}, dot(classColour(map.label[row] - 1)), named(labelOf(row))),
  )
  tile.setAttribute('aria-label', `${labelOf(row)}, ${splitOf(row)}, ${map.paths[row]}`)
  tile.dataset.at = at
  tile.tabIndex = at === focusedAt ? 0 : -1
  const show = () => {
    setHovered(row)
    showCard(row, tile.getBoundingClientRect())
  }
  const hide = () => {
    setHovered(-1)
    showCard(-1)
  }
  tile.addEventListener('pointerenter', show)
  tile.addEventListener('pointerleave', hide)
  tile.addEventListener('focus', () => {
    focusedAt = at
    if (tile.matches(':focus-visible')) show()
  })
  tile.addEventListener('blur', hide)
  tile.addEventListener('click', () => {
    state.pinned = row
    hide()
    lookAt(row)
    drawTiles()
  })
  return tile
}

tiles.addEventListener('scroll', drawTiles)
tiles.addEventListener('keydown', (event) => {
  const { columns, height } = layout()
  const step = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
    Home: -listed.length,
    End: listed.length,
  }[event.key]
  if (step === undefined) return
  event.preventDefault()
  focusedAt = Math.min(Math.max(focusedAt + step, 0), listed.length - 1)
  const top = Math.floor(focusedAt / columns) * height
  if (top < tiles.scrollTop) tiles.scrollTop = top
  const least = top + height - tiles.clientHeight + 8
  if (least > tiles.scrollTop) tiles.scrollTop = least
  drawTiles()
})
order.addEventListener('click', () => {
  state.typicalFirst = !state.typicalFirst
  fillStrip()
})
none.addEventListener('click', () => select([]))

/** A table of what is listed, as `labelbook apply` and others read it. */
find('list').addEventListener('click', () => {
  const quoted = (value) => `"${String(value).replaceAll('"', '""')}"`
  const lines = listed.map((row) =>
    [
      map.id[row],
      quoted(map.paths[row]),
      quoted(map.label[row] ? labelOf(row) : ''),
      splitOf(row),
    ].join(','),
  )
  const text = ['sample,path,label,split', ...lines, ''].join('\n')
  const link = element('a', {
    href: URL.createObjectURL(new Blob([text], { type: 'text/csv' })),
    download: 'samples.csv',
  })
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
})

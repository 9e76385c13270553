// Draws the points, or the images where there is room for them, and what lies above.

const points = find('points')
const marks = find('marks')
const FAINT = 0.08
const ASIDE = 0.22
const SMALLEST_IMAGE = 26
const LARGEST_IMAGE = 84

/** A dot of each colour, drawn once: copying it is what a software renderer does fastest. */
let dots = []
let dotSize = 0

function renewDots(size) {
  const ratio = devicePixelRatio || 1
  const side = Math.ceil((size + 2) * ratio)
  dots = state.facet.colours().map((colour) => {
    const dot = element('canvas', { width: side, height: side })
    const pen = dot.getContext('2d')
    pen.beginPath()
    pen.arc(side / 2, side / 2, (size * ratio) / 2, 0, 2 * Math.PI)
    pen.fillStyle = colour
    pen.fill()
    return dot
  })
  dotSize = size
}

function clean(canvas) {
  const ratio = devicePixelRatio || 1
  const width = Math.round(camera.width * ratio)
  const height = Math.round(camera.height * ratio)
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
  const pen = canvas.getContext('2d')
  pen.setTransform(ratio, 0, 0, ratio, 0, 0)
  pen.clearRect(0, 0, camera.width, camera.height)
  return pen
}

/** Which rows are on the screen, and where. */
function onScreen() {
  const scale = unit()
  const rows = []
  const at = new Float32Array(map.rows * 2)
  for (let row = 0; row < map.rows; row++) {
    const x = toScreenX(map.x[row], scale)
    const y = toScreenY(map.y[row], scale)
    if (x < -50 || y < -50 || x > camera.width + 50 || y > camera.height + 50) continue
    at[2 * row] = x
    at[2 * row + 1] = y
    rows.push(row)
  }
  return { rows, at }
}

/** 0: left out by a filter, 1: beside what is selected or pointed at, 2: meant. */
function weight(row) {
  if (!state.shown[row]) return 0
  if (state.pointed >= 0) return state.facet.codes[row] === state.pointed ? 2 : 1
  return state.selectedCount === 0 || state.selected[row] ? 2 : 1
}

function drawPoints() {
  const pen = clean(points)
  const { rows, at } = onScreen()
  const apart = Math.sqrt((camera.width * camera.height) / Math.max(map.rows, 1))
  const near = Math.min(Math.max(camera.zoom ** 0.3, 0.8), 1.7)
  const size = Math.round(Math.min(Math.max(0.36 * apart, 3), 8) * near * 2) / 2
  if (size !== dotSize) renewDots(size)
  const meant = rows.filter((row) => state.shown[row])
  const room = Math.sqrt((0.42 * camera.width * camera.height) / Math.max(meant.length, 1))
  const opacity = Math.min(0.9, Math.max(0.55, 2200 / Math.max(meant.length, 1)))
  const half = (dotSize + 2) / 2
  for (const [level, alpha] of [FAINT, ASIDE, opacity].entries()) {
    pen.globalAlpha = alpha
    for (const row of rows)
      if (weight(row) === level)
        pen.drawImage(
          dots[state.facet.shades[row]],
          at[2 * row] - half,
          at[2 * row + 1] - half,
          2 * half,
          2 * half,
        )
  }
  pen.globalAlpha = 1
  if (room >= SMALLEST_IMAGE) drawImages(pen, meant, at, Math.min(room, LARGEST_IMAGE))
}

/** Images in place of the dots, the most typical first; what would hide another stays a dot. */
function drawImages(pen, rows, at, side) {
  const colours = state.facet.colours()
  const drawn = []
  const first = rows.filter((row) => weight(row) === 2).sort(byTypicality)
  for (const row of first) {
    const image = drawable(row)
    if (image === null) continue
    const place = placeOf(row)
    const scale = fit(place, side)
    const width = place.width * scale
    const height = place.height * scale
    const x = at[2 * row]
    const y = at[2 * row + 1]
    const hides = (other) =>
      2 * Math.abs(other.x - x) < other.width + width + 6 &&
      2 * Math.abs(other.y - y) < other.height + height + 6
    if (drawn.some(hides)) continue
    drawn.push({ x, y, width, height })
    pen.fillStyle = colours[state.facet.shades[row]]
    pen.fillRect(x - width / 2 - 2, y - height / 2 - 2, width + 4, height + 4)
    pen.drawImage(
      image,
      ...[place.left, place.top, place.width, place.height],
      ...[x - width / 2, y - height / 2, width, height],
    )
  }
}

const byTypicality = (one, other) => map.typicality[other] - map.typicality[one] || one - other

/** Above the points: rings around rows, and the gesture that is made. */
function drawMarks(gesture) {
  const pen = clean(marks)
  const style = getComputedStyle(document.documentElement)
  const scale = unit()
  pen.strokeStyle = style.getPropertyValue('--text')
  pen.lineWidth = 2
  for (const row of new Set([state.hovered, state.pinned])) {
    if (row < 0) continue
    pen.beginPath()
    const radius = dotSize / 2 + 3
    pen.arc(toScreenX(map.x[row], scale), toScreenY(map.y[row], scale), radius, 0, 2 * Math.PI)
    pen.stroke()
  }
  if (gesture === null) return
  pen.strokeStyle = style.getPropertyValue('--accent')
  pen.fillStyle = style.getPropertyValue('--accent')
  pen.lineWidth = 1.5
  pen.beginPath()
  gesture.path.forEach(([x, y]) => pen.lineTo(x, y))
  pen.closePath()
  pen.globalAlpha = 0.12
  pen.fill()
  pen.globalAlpha = 1
  pen.stroke()
}

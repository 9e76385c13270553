// Where one looks: the middle in the map's units, and pixels a unit.

const NEAREST = 60
const camera = { x: 0, y: 0, zoom: 1, width: 1, height: 1 }

/** What the map fills: its extent may be less than -1..1. */
const extent = (() => {
  const of = (values) => {
    let low = Infinity
    let high = -Infinity
    for (const value of values) {
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
    return { middle: (low + high) / 2, size: Math.max(high - low, 0.02) }
  }
  return { x: of(map.x), y: of(map.y) }
})()

function unit() {
  const margin = 44
  const wide = Math.max(camera.width - margin, 40) / extent.x.size
  const high = Math.max(camera.height - margin, 40) / extent.y.size
  return Math.min(wide, high) * camera.zoom
}

const toScreenX = (x, scale = unit()) => (x - camera.x) * scale + camera.width / 2
const toScreenY = (y, scale = unit()) => (camera.y - y) * scale + camera.height / 2

function wholeMap() {
  Object.assign(camera, { x: extent.x.middle, y: extent.y.middle, zoom: 1 })
  changed('view')
}

function pan(right, down) {
  const scale = unit()
  camera.x -= right / scale
  camera.y += down / scale
  keepNear()
}

/** Zoom so that what is at a place of the screen stays there. */
function zoomAt(left, top, factor) {
  const before = unit()
  const x = camera.x + (left - camera.width / 2) / before
  const y = camera.y - (top - camera.height / 2) / before
  camera.zoom = Math.min(Math.max(camera.zoom * factor, 0.5), NEAREST)
  const after = unit()
  camera.x = x - (left - camera.width / 2) / after
  camera.y = y + (top - camera.height / 2) / after
  keepNear()
}

/** Nobody gets lost: the middle stays on the map. */
function keepNear() {
  const within = (value, { middle, size }) =>
    Math.min(Math.max(value, middle - size * 0.6), middle + size * 0.6)
  camera.x = within(camera.x, extent.x)
  camera.y = within(camera.y, extent.y)
  changed('view')
}

/** Bring a row into view, no nearer than needed to tell it from its neighbours. */
function lookAt(row) {
  camera.x = map.x[row]
  camera.y = map.y[row]
  camera.zoom = Math.max(camera.zoom, 4)
  changed('view')
}

// Which rows are at a place of the screen. Rows that are filtered away are never found.

/** The row nearest to a place, at most `reach` pixels away; -1 for none. */
function rowAt(left, top, reach) {
  const scale = unit()
  let best = -1
  let least = reach * reach
  for (let row = 0; row < map.rows; row++) {
    if (!state.shown[row]) continue
    const dx = toScreenX(map.x[row], scale) - left
    const dy = toScreenY(map.y[row], scale) - top
    const distance = dx * dx + dy * dy
    if (distance <= least) {
      least = distance
      best = row
    }
  }
  return best
}

function rowsInBox(left, top, right, bottom) {
  const scale = unit()
  const found = []
  for (let row = 0; row < map.rows; row++) {
    const x = toScreenX(map.x[row], scale)
    const y = toScreenY(map.y[row], scale)
    if (state.shown[row] && x >= left && x <= right && y >= top && y <= bottom) found.push(row)
  }
  return found
}

const rowsInView = () => rowsInBox(0, 0, camera.width, camera.height)

/** path: [x, y] of the lasso, which is closed by a straight line. */
function rowsInLasso(path) {
  const xs = path.map(([x]) => x)
  const ys = path.map(([, y]) => y)
  const near = rowsInBox(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys))
  const scale = unit()
  return near.filter((row) =>
    isWithin(path, toScreenX(map.x[row], scale), toScreenY(map.y[row], scale)),
  )
}

/** Whether a ray to the right crosses the path an odd number of times. */
function isWithin(path, x, y) {
  let within = false
  for (let at = 0, before = path.length - 1; at < path.length; before = at++) {
    const [x1, y1] = path[at]
    const [x2, y2] = path[before]
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) within = !within
  }
  return within
}

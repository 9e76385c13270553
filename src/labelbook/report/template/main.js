// What is drawn anew when something changed: once a frame.

const waiting = new Set()
let frame = 0

listeners.push((what) => {
  waiting.add(what)
  if (frame === 0) frame = requestAnimationFrame(draw)
})

function draw() {
  const has = (...any) => any.some((what) => waiting.has(what))
  const moved = has('view')
  if (has('look')) dotSize = 0
  if (has('look', 'selection', 'filter', 'point', 'view')) drawPoints()
  if (has('look', 'filter')) drawLegend()
  if (has('look', 'selection', 'filter')) fillStrip()
  drawMarks(gesture)
  waiting.clear()
  frame = 0
  if (moved && state.selectedCount === 0) later()
}

/** With nothing selected the strip follows the view, when that has come to rest. */
let resting = 0
function later() {
  clearTimeout(resting)
  resting = setTimeout(fillStrip, 120)
}

function measure() {
  const box = stage.getBoundingClientRect()
  if (box.width < 2 || box.height < 2) return
  camera.width = box.width
  camera.height = box.height
  if (camera.zoom === 1) placeLegend()
  changed('view')
}

darkly.addEventListener('change', () => changed('look'))
new ResizeObserver(measure).observe(stage)
new ResizeObserver(drawTiles).observe(tiles)
drawLegend()
measure()
wholeMap()
placeLegend()
waiting.add('look')
draw()
document.documentElement.dataset.ready = 'true'

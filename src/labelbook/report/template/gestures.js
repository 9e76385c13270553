// Pointer, wheel and keys on the map.

const stage = find('stage')
const tools = [...document.querySelectorAll('[data-tool]')]
const CLICK = 4
const REACH = 9
const STEP = 70

let tool = 'brush'
/** The gesture that is made: {kind, path, add}, or null. */
let gesture = null
let held = false
const fingers = new Map()

function useTool(name) {
  tool = name
  tools.forEach((button) => {
    const on = button.dataset.tool === name
    button.setAttribute('aria-checked', on)
    button.tabIndex = on ? 0 : -1
  })
  stage.classList.toggle('move', name === 'move' || held)
}

const placeIn = (event) => {
  const box = stage.getBoundingClientRect()
  return [event.clientX - box.left, event.clientY - box.top]
}

function down(event) {
  if (event.target.closest('.legend')) return
  stage.setPointerCapture(event.pointerId)
  fingers.set(event.pointerId, placeIn(event))
  const moves = fingers.size > 1 || event.button > 0 || held || tool === 'move'
  gesture = { kind: moves ? 'move' : tool, path: [placeIn(event)], add: event.shiftKey }
  gesture.travelled = 0
  stage.classList.toggle('moving', moves)
  showCard(-1)
}

function move(event) {
  const place = placeIn(event)
  if (gesture === null) {
    const row = event.target.closest('.legend') ? -1 : rowAt(...place, REACH)
    setHovered(row)
    const { clientX: x, clientY: y } = event
    showCard(row, { left: x, right: x, top: y })
    return
  }
  const before = fingers.get(event.pointerId)
  if (before === undefined) return
  const right = place[0] - before[0]
  const below = place[1] - before[1]
  gesture.travelled += Math.hypot(right, below)
  if (fingers.size === 2) pinch(event.pointerId, place, before)
  else if (gesture.kind === 'move') pan(right, below)
  fingers.set(event.pointerId, place)
  if (gesture.kind === 'brush') gesture.path = boxOf(gesture.start ??= gesture.path[0], place)
  if (gesture.kind === 'lasso') gesture.path.push(place)
  if (gesture.kind !== 'move') changed('gesture')
}

const boxOf = ([x1, y1], [x2, y2]) => [
  [x1, y1],
  [x2, y1],
  [x2, y2],
  [x1, y2],
]

/** Two fingers: what is between them stays between them. */
function pinch(id, place, before) {
  const [, other] = [...fingers].find(([finger]) => finger !== id)
  const apart = (one) => Math.max(Math.hypot(one[0] - other[0], one[1] - other[1]), 1)
  pan((place[0] - before[0]) / 2, (place[1] - before[1]) / 2)
  zoomAt((place[0] + other[0]) / 2, (place[1] + other[1]) / 2, apart(place) / apart(before))
}

function up(event) {
  if (!fingers.delete(event.pointerId) || gesture === null) return
  if (fingers.size > 0) return
  const { kind, path, add, travelled } = gesture
  gesture = null
  stage.classList.remove('moving')
  changed('gesture')
  if (travelled < CLICK) {
    const row = rowAt(...path[0], REACH)
    select(row < 0 ? [] : [row], add)
  } else if (kind === 'brush') {
    const [[x1, y1], , [x2, y2]] = path
    select(rowsInBox(Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)), add)
  } else if (kind === 'lasso') select(rowsInLasso(path), add)
}

stage.addEventListener('pointerdown', down)
stage.addEventListener('pointermove', move)
stage.addEventListener('pointerup', up)
stage.addEventListener('pointercancel', (event) => {
  fingers.delete(event.pointerId)
  gesture = null
  changed('gesture')
})
stage.addEventListener('pointerleave', () => {
  setHovered(-1)
  showCard(-1)
})
stage.addEventListener('contextmenu', (event) => event.preventDefault())
stage.addEventListener(
  'wheel',
  (event) => {
    if (event.target.closest('.legend')) return
    event.preventDefault()
    showCard(-1)
    const lines = event.deltaMode === 1 ? 20 : 1
    zoomAt(...placeIn(event), Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.0016)))
  },
  { passive: false },
)

const middle = () => [camera.width / 2, camera.height / 2]
const KEYS = {
  ArrowLeft: () => pan(STEP, 0),
  ArrowRight: () => pan(-STEP, 0),
  ArrowUp: () => pan(0, STEP),
  ArrowDown: () => pan(0, -STEP),
  '+': () => zoomAt(...middle(), 1.4),
  '=': () => zoomAt(...middle(), 1.4),
  '-': () => zoomAt(...middle(), 1 / 1.4),
  0: wholeMap,
  a: () => select(rowsInView()),
}
const EVERYWHERE = {
  b: () => useTool('brush'),
  l: () => useTool('lasso'),
  m: () => useTool('move'),
  Escape: () => {
    document.querySelector('.help').open = false
    state.pinned = -1
    select([])
  },
}

stage.addEventListener('keydown', (event) => {
  if (event.target !== stage || event.ctrlKey || event.metaKey || event.altKey) return
  if (event.key === ' ') {
    held = true
    useTool(tool)
    event.preventDefault()
    return
  }
  const does = KEYS[event.key]
  if (does === undefined) return
  event.preventDefault()
  does()
})
addEventListener('keyup', (event) => {
  if (event.key !== ' ') return
  held = false
  useTool(tool)
})
addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches('select')) return
  EVERYWHERE[event.key]?.()
})

tools.forEach((button, at) => {
  button.addEventListener('click', () => useTool(button.dataset.tool))
  button.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step === undefined) return
    const next = tools[(at + step + tools.length) % tools.length]
    useTool(next.dataset.tool)
    next.focus()
  })
})
find('closer').addEventListener('click', KEYS['+'])
find('further').addEventListener('click', KEYS['-'])
find('whole').addEventListener('click', wholeMap)
useTool(tool)

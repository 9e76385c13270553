/** What each key does on the canvas. */

import type { App } from '../app/app.svelte'
import { classOfKey, keyOf } from '../app/keys'
import type { Canvas } from './canvas.svelte'
import { canvasKeyOf, type CanvasAction } from './keys'
import { TOOLS, type Tool } from './tools/toolbox.svelte'
import type { Workbench } from './workbench.svelte'

type Doing = (app: App, event: KeyboardEvent) => void

/** Degrees, and shares, that a key turns and scales by. */
const [TURN, SCALE] = [5, 1.05]
const ZOOM = 1.25
/** Keys of the whole page that also work on the canvas. */
const EVERYWHERE = ['help', 'layout', 'canvas', 'doubts', 'follow', 'search']

const pick =
  (tool: Tool): Doing =>
  ({ canvas }) =>
    canvas.tools.choose(tool)

const onBench =
  (doing: (bench: Workbench, event: KeyboardEvent, canvas: Canvas) => void): Doing =>
  ({ canvas }, event) => {
    if (canvas.bench) doing(canvas.bench, event, canvas)
  }

const DOING: Record<Exclude<CanvasAction, Tool>, Doing> = {
  save: (app, event) => {
    const name = app.book.columns.classes[classOfKey(event.key)]
    if (name === undefined) return
    const { canvas } = app
    void (canvas.keeping ? canvas.keepPiece(name) : canvas.saveAs(name))
  },
  thinner: ({ canvas }) => canvas.tools.resize(1 / 1.15),
  thicker: ({ canvas }) => canvas.tools.resize(1.15),
  harder: ({ canvas }) => canvas.tools.soften(-0.1),
  softer: ({ canvas }) => canvas.tools.soften(0.1),
  delete: onBench((bench) => bench.remove()),
  duplicate: onBench((bench) => bench.duplicate()),
  mirror: onBench((bench) =>
    bench.change('Mirror', ({ scaleX, angle }) => ({ scaleX: -scaleX, angle: -angle })),
  ),
  flip: onBench((bench) =>
    bench.change('Mirror', ({ scaleY, angle }) => ({ scaleY: -scaleY, angle: -angle })),
  ),
  'turn-left': onBench((bench) => bench.change('Turn', ({ angle }) => ({ angle: angle - TURN }))),
  'turn-right': onBench((bench) => bench.change('Turn', ({ angle }) => ({ angle: angle + TURN }))),
  quarter: onBench((bench) => bench.change('Turn', ({ angle }) => ({ angle: angle + 90 }))),
  'bigger-piece': onBench((bench) => scale(bench, SCALE)),
  'smaller-piece': onBench((bench) => scale(bench, 1 / SCALE)),
  nudge: onBench((bench, event) => {
    const step = event.shiftKey ? 10 : 1
    const dx = event.key === 'ArrowLeft' ? -step : event.key === 'ArrowRight' ? step : 0
    const dy = event.key === 'ArrowUp' ? -step : event.key === 'ArrowDown' ? step : 0
    bench.change('Move', ({ x, y }) => ({ x: x + dx, y: y + dy }))
  }),
  'put-down': ({ canvas }) => {
    if (canvas.keeping) void canvas.keepPiece(null)
    else canvas.bench?.putDown()
  },
  all: onBench((bench) => bench.selectAll()),
  'clear-page': onBench((bench) => bench.clear()),
  pair: ({ canvas }) => void canvas.keepPair(),
  'keep-piece': ({ canvas }) => {
    canvas.keeping = !canvas.keeping
  },
  suggest: ({ canvas }) => {
    canvas.tray.byCanvas = true
    void canvas.lookForPieces()
  },
  undo: onBench((bench) => bench.undo()),
  redo: onBench((bench) => bench.redo()),
  next: (app) => goOn(app, 1),
  previous: (app) => goOn(app, -1),
  'zoom-in': ({ canvas }) => canvas.tools.zoomAt(ZOOM),
  'zoom-out': ({ canvas }) => canvas.tools.zoomAt(1 / ZOOM),
  whole: ({ canvas }) => canvas.tools.whole(),
  grid: ({ canvas }) => {
    canvas.tools.grid = !canvas.tools.grid
  },
  onion: ({ canvas }) => {
    canvas.tools.onion = !canvas.tools.onion
  },
  escape: ({ canvas }) => {
    if (canvas.keeping) canvas.keeping = false
    else canvas.bench?.putDown()
  },
}

/** Go to the next (+1) or the previous (-1) of the queue. */
export function goOn(app: App, step: 1 | -1): void {
  const next = app.canvas.queue.beside(app.canvas.source, step)
  if (next) app.goTo(next.sample)
}

/** Handle a keydown while the canvas is on the screen; tells whether the sheet's keys stay out. */
export function handleCanvasKey(app: App, event: KeyboardEvent): boolean {
  const key = canvasKeyOf(event)
  if (key) {
    event.preventDefault()
    const { action } = key
    if (isTool(action)) pick(action)(app, event)
    else DOING[action](app, event)
    return true
  }
  const other = keyOf(event)
  return other === null || !EVERYWHERE.includes(other.action)
}

function isTool(action: CanvasAction): action is Tool {
  return (TOOLS as readonly string[]).includes(action)
}

function scale(bench: Workbench, factor: number): void {
  bench.change('Scale', ({ scaleX, scaleY }) => ({
    scaleX: scaleX * factor,
    scaleY: scaleY * factor,
  }))
}

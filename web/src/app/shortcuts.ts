/** What each key does. */

import { handleCanvasKey } from '../canvas/shortcuts'
import type { App } from './app.svelte'
import { PARTS } from '../evaluate/evaluate.svelte'
import type { Layout } from '../query/query.svelte'
import { classOfKey, isTyping, keyOf, type Action } from './keys'

type Doing = (app: App, event: KeyboardEvent) => void

const move =
  (delta: (app: App) => number, extend = false): Doing =>
  (app) =>
    app.selection.move(delta(app), extend)

const VIEWS: Layout[] = ['sheet', 'gallery', 'map']

const columns = (app: App): number => app.ui.viewport.columns
const page = (app: App): number => app.ui.viewport.page

/** How far an arrow moves the map, in viewports. */
const ARROW = 0.15
const ARROWS: Record<string, [x: number, y: number]> = {
  ArrowLeft: [-ARROW, 0],
  ArrowRight: [ARROW, 0],
  ArrowUp: [0, -ARROW],
  ArrowDown: [0, ARROW],
}

/** In the doubts, forward skips and backward goes back. */
const orSkip =
  (forward: boolean, otherwise: Doing): Doing =>
  (app, event) => {
    if (app.talk.isShown) app.talk.move(forward ? 1 : -1)
    else if (!app.isDoubting) otherwise(app, event)
    else if (forward) app.doubts.skip()
    else app.doubts.back()
  }

/** On the map the arrows move the map; j, k and everything else move the cursor. */
const orMap =
  (otherwise: Doing): Doing =>
  (app, event) => {
    const arrow = ARROWS[event.key]
    if (app.query.layout === 'map' && arrow) app.ui.moveMap({ x: arrow[0], y: arrow[1] })
    else otherwise(app, event)
  }

const zoom =
  (step: number): Doing =>
  (app) => {
    if (app.query.layout === 'map') app.ui.moveMap({ zoom: step })
    else app.query.zoom(step)
  }

const ACTIONS: Record<Action, Doing> = {
  down: orSkip(true, orMap(move(columns))),
  up: orSkip(false, orMap(move((app) => -columns(app)))),
  right: orSkip(true, orMap(move(() => 1))),
  left: orSkip(false, orMap(move(() => -1))),
  'page-down': move(page),
  'page-up': move((app) => -page(app)),
  first: move(() => -Infinity),
  last: move(() => Infinity),
  'extend-down': move(columns, true),
  'extend-up': move((app) => -columns(app), true),
  'extend-right': move(() => 1, true),
  'extend-left': move(() => -1, true),
  toggle: (app) => app.selection.toggle(),
  'select-all': (app) => app.selection.all(),
  clear: (app) => {
    if (app.selection.count === 0) app.strip.close()
    app.selection.clear()
  },
  class: (app, event) => app.assignClass(classOfKey(event.key)),
  label: (app) => app.openFor('label'),
  exclude: (app) => app.toggleExcluded(),
  tag: (app) => app.openFor('tag'),
  split: (app) => app.openFor('split'),
  undo: (app) => app.edits.undoMine(),
  redo: (app) => app.edits.redoMine(),
  layout: (app) => {
    const at = VIEWS.indexOf(app.query.layout)
    app.query.layout = VIEWS[(at + 1) % VIEWS.length]
  },
  doubts: (app) => {
    app.query.layout = app.isDoubting ? 'sheet' : 'doubts'
  },
  judge: (app) => {
    app.query.layout = app.judge.isShown ? 'sheet' : 'judge'
  },
  grow: (app) => {
    app.query.layout = app.grow.isShown ? 'sheet' : 'grow'
  },
  accept: (app) => {
    if (app.talk.isShown) app.ui.replyRequests++
    else if (app.isDoubting) app.doubts.accept()
  },
  keep: (app) => {
    if (app.isDoubting) app.doubts.keep()
  },
  ask: (app) => app.talk.ask(),
  talk: (app) => {
    app.query.layout = app.talk.isShown ? 'sheet' : 'talk'
  },
  apply: (app) => {
    if (app.talk.isShown) void app.talk.applyNewest()
  },
  map: (app) => {
    app.query.layout = 'map'
  },
  'whole-map': (app) => {
    app.query.layout = 'map'
    app.ui.moveMap({ whole: true })
  },
  like: (app) => {
    void app.showLike()
  },
  search: (app) => app.ui.searchRequests++,
  bigger: zoom(1),
  smaller: zoom(-1),
  inspector: (app) => {
    app.ui.inspector = !app.ui.inspector
  },
  history: (app) => {
    app.ui.history = !app.ui.history
  },
  why: (app) => {
    app.ui.why = !(app.ui.why && app.ui.inspector && !app.ui.history)
    if (app.ui.why) {
      app.ui.inspector = true
      app.ui.history = false
    }
  },
  follow: (app) => app.live.follow(!app.live.following),
  canvas: (app) => {
    app.query.layout = app.isDrawing ? 'sheet' : 'canvas'
  },
  help: (app) => {
    app.ui.dialog = 'help'
  },
}

/** What acts on samples does nothing where none can be seen. */
const ANYWHERE: Action[] = [
  'undo',
  'redo',
  'layout',
  'map',
  'doubts',
  'judge',
  'grow',
  'search',
  'history',
]
const ALSO: Action[] = ['follow', 'help', 'whole-map', 'talk']

/** In what the models say: j and k go through the steps, digits through the parts. */
function handleInJudge(app: App, action: Action, event: KeyboardEvent): boolean {
  const { judge } = app
  if (event.key === 'j' || event.key === 'k') judge.moveStep(event.key === 'j' ? 1 : -1)
  else if (action === 'clear' || (action === 'inspector' && judge.peeking)) judge.peeking = false
  else if (action === 'inspector') judge.peeking = app.selection.cursor >= 0
  else if (action === 'class' && !judge.peeking) {
    const part = PARTS.at(classOfKey(event.key))
    if (part) judge.look({ part })
  } else if ([...ANYWHERE, ...ALSO].includes(action)) ACTIONS[action](app, event)
  else if (judge.peeking && BESIDE.includes(action)) ACTIONS[action](app, event)
  else return false
  return true
}

/** What acts on the sample that is looked at beside. */
const BESIDE: Action[] = ['class', 'label', 'exclude', 'tag', 'split', 'like', 'ask']

/** Handle a keydown of the page. Keys do nothing while somebody types or a dialog is open. */
export function handleKey(app: App, event: KeyboardEvent): void {
  if (event.defaultPrevented || app.ui.dialog !== null) return
  if (isTyping(event.target) || isInDialog(event.target)) return
  const isPress = [' ', 'Enter'].includes(event.key) && presses(event.target)
  if (app.isDrawing && !isPress && handleCanvasKey(app, event)) return
  const key = keyOf(event)
  if (!key || isPress) return
  if (app.judge.isShown) {
    if (handleInJudge(app, key.action, event)) event.preventDefault()
    return
  }
  if (app.grow.isShown && ![...ANYWHERE, ...ALSO].includes(key.action)) return
  event.preventDefault()
  ACTIONS[key.action](app, event)
}

function isInDialog(target: EventTarget | null): boolean {
  const closed = 'dialog, [role=dialog], [role=menu], [role=listbox]'
  return target instanceof Element && target.closest(closed) !== null
}

/** Do Space and Enter press what has the focus? */
function presses(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button, a, summary, [role=button]') !== null
}

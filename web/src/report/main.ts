/** The map in a report: one file, without a server. What changed is drawn anew once a frame. */

import '../ui/tokens.css'
import './page.css'
import './map.css'
import { Card } from './card'
import { readMap } from './data'
import { find } from './dom'
import { Drawing } from './drawing'
import { facetsOf } from './facets'
import { Gestures } from './gestures'
import { Legend } from './legend'
import { Sheets } from './sheets'
import { State, type Change } from './state'
import { Strip } from './strip'
import { View } from './view'

/** With nothing selected the strip follows the view, when that has rested so many ms. */
const REST = 120

const map = readMap(find('map-data', HTMLScriptElement).textContent ?? '')
const facets = facetsOf(map)
const state = new State(map.rows, facets[0])
const view = new View(map.projection, state)
const sheets = new Sheets(map)
const card = new Card(map, state, sheets)
const legend = new Legend(state, view, facets)
const strip = new Strip(map, state, view, sheets, card)
const drawing = new Drawing(map, state, view, sheets)
const gestures = new Gestures(state, view, card)

const waiting = new Set<Change>(['look'])
let frame = 0
let resting = 0

function draw(): void {
  const has = (...any: Change[]): boolean => any.some((what) => waiting.has(what))
  const moved = has('view')
  if (has('look', 'filter')) legend.draw()
  drawing.draw(waiting, gestures.outline)
  if (has('look', 'selection', 'filter')) strip.fill()
  waiting.clear()
  frame = 0
  if (!moved || state.selectedCount > 0) return
  clearTimeout(resting)
  resting = window.setTimeout(() => strip.fill(), REST)
}

function measure(): void {
  const { width, height } = stage.getBoundingClientRect()
  if (width < 2 || height < 2) return
  view.resize(width, height)
  if (view.camera.zoom === 1) legend.place()
}

const stage = find('stage', HTMLElement)
const darkly = matchMedia('(prefers-color-scheme: dark)')
state.dark = darkly.matches
darkly.addEventListener('change', () => {
  state.dark = darkly.matches
  state.changed('look')
})
state.onChange = (what) => {
  waiting.add(what)
  if (frame === 0) frame = requestAnimationFrame(draw)
}
sheets.onReady = () => state.changed('view')
legend.draw()
measure()
draw()
new ResizeObserver(measure).observe(stage)
document.documentElement.dataset.ready = 'true'

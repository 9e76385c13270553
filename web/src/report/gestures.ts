/** Pointer, wheel and keys on the map. */

import type { Card } from './card'
import { find } from './dom'
import type { State } from './state'
import type { Point, View } from './view'

type Tool = 'brush' | 'lasso' | 'move'

/** A drag: where it began and is now, px that it went, and the way of a lasso. */
interface Gesture {
  kind: Tool
  start: Point
  now: Point
  path: Point[]
  travelled: number
  add: boolean
}

const CLICK = 4
const STEP = 70
const ZOOM_STEP = 1.4

export class Gestures {
  readonly #stage = find('stage', HTMLElement)
  readonly #tools = [...document.querySelectorAll<HTMLElement>('[data-tool]')]
  readonly #fingers = new Map<number, Point>()
  #tool: Tool = 'brush'
  #gesture: Gesture | null = null
  /** Is Space held down? */
  #held = false

  constructor(
    private readonly state: State,
    private readonly view: View,
    private readonly card: Card,
  ) {
    this.#listenToPointers()
    this.#listenToKeys()
    this.#listenToButtons()
    this.#use('brush')
  }

  /** Of the brush or lasso that is drawn. */
  get outline(): readonly Point[] | null {
    const gesture = this.#gesture
    if (gesture === null || gesture.kind === 'move') return null
    if (gesture.kind === 'lasso') return gesture.path
    const [[x1, y1], [x2, y2]] = [gesture.start, gesture.now]
    return [
      [x1, y1],
      [x2, y1],
      [x2, y2],
      [x1, y2],
    ]
  }

  #use(tool: Tool): void {
    this.#tool = tool
    for (const button of this.#tools) {
      const on = button.dataset.tool === tool
      button.setAttribute('aria-checked', String(on))
      button.tabIndex = on ? 0 : -1
    }
    this.#stage.classList.toggle('move', tool === 'move' || this.#held)
  }

  #placeIn({ clientX, clientY }: MouseEvent): Point {
    const { left, top } = this.#stage.getBoundingClientRect()
    return [clientX - left, clientY - top]
  }

  #down(event: PointerEvent): void {
    if (isInLegend(event)) return
    const place = this.#placeIn(event)
    this.#stage.setPointerCapture(event.pointerId)
    this.#fingers.set(event.pointerId, place)
    const moves = this.#fingers.size > 1 || event.button > 0 || this.#held
    const kind = moves ? 'move' : this.#tool
    const add = event.shiftKey
    this.#gesture = { kind, start: place, now: place, path: [place], travelled: 0, add }
    this.#stage.classList.toggle('moving', kind === 'move')
    this.card.hide()
  }

  #move(event: PointerEvent): void {
    const place = this.#placeIn(event)
    const gesture = this.#gesture
    if (gesture === null) {
      const row = isInLegend(event) ? -1 : this.view.rowAt(place)
      this.state.hover(row)
      this.card.show(row, { left: event.clientX, right: event.clientX, top: event.clientY })
      return
    }
    const before = this.#fingers.get(event.pointerId)
    if (before === undefined) return
    const right = place[0] - before[0]
    const down = place[1] - before[1]
    gesture.travelled += Math.hypot(right, down)
    if (this.#fingers.size === 2) this.#pinch(event.pointerId, place, before)
    else if (gesture.kind === 'move') this.view.pan(right, down)
    this.#fingers.set(event.pointerId, place)
    gesture.now = place
    if (gesture.kind === 'lasso') gesture.path.push(place)
    if (gesture.kind !== 'move') this.state.changed('gesture')
  }

  /** Two fingers: what is between them stays between them. */
  #pinch(id: number, place: Point, before: Point): void {
    const other = [...this.#fingers].find(([finger]) => finger !== id)?.[1]
    if (!other) return
    const apart = ([x, y]: Point): number => Math.max(Math.hypot(x - other[0], y - other[1]), 1)
    this.view.pan((place[0] - before[0]) / 2, (place[1] - before[1]) / 2)
    const middle: Point = [(place[0] + other[0]) / 2, (place[1] + other[1]) / 2]
    this.view.zoom(apart(place) / apart(before), middle)
  }

  #up(event: PointerEvent): void {
    const gesture = this.#gesture
    if (!this.#fingers.delete(event.pointerId) || gesture === null) return
    if (this.#fingers.size > 0) return
    this.#end()
    const { kind, start, now, path, add, travelled } = gesture
    if (travelled < CLICK) {
      const row = this.view.rowAt(start)
      this.state.select(row < 0 ? [] : [row], add)
    } else if (kind === 'brush') this.state.select(this.view.rowsIn(start, now), add)
    else if (kind === 'lasso') this.state.select(this.view.rowsInLasso(path), add)
  }

  #end(): void {
    this.#gesture = null
    this.#stage.classList.remove('moving')
    this.state.changed('gesture')
  }

  #wheel(event: WheelEvent): void {
    if (isInLegend(event)) return
    event.preventDefault()
    this.card.hide()
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 20 : 1
    const speed = event.ctrlKey ? 0.01 : 0.0016
    this.view.zoom(Math.exp(-event.deltaY * lines * speed), this.#placeIn(event))
  }

  #listenToPointers(): void {
    const stage = this.#stage
    stage.addEventListener('pointerdown', (event) => this.#down(event))
    stage.addEventListener('pointermove', (event) => this.#move(event))
    stage.addEventListener('pointerup', (event) => this.#up(event))
    stage.addEventListener('pointercancel', (event) => {
      this.#fingers.delete(event.pointerId)
      this.#end()
    })
    stage.addEventListener('pointerleave', () => {
      this.state.hover(-1)
      this.card.hide()
    })
    stage.addEventListener('contextmenu', (event) => event.preventDefault())
    stage.addEventListener('wheel', (event) => this.#wheel(event), { passive: false })
  }

  #listenToKeys(): void {
    const { view, state } = this
    const onMap: Record<string, () => void> = {
      ArrowLeft: () => view.pan(STEP, 0),
      ArrowRight: () => view.pan(-STEP, 0),
      ArrowUp: () => view.pan(0, STEP),
      ArrowDown: () => view.pan(0, -STEP),
      '+': () => view.zoom(ZOOM_STEP),
      '=': () => view.zoom(ZOOM_STEP),
      '-': () => view.zoom(1 / ZOOM_STEP),
      0: () => view.whole(),
      a: () => state.select(view.rowsInSight()),
      ' ': () => this.#hold(true),
    }
    const everywhere: Record<string, () => void> = {
      b: () => this.#use('brush'),
      l: () => this.#use('lasso'),
      m: () => this.#use('move'),
      Escape: () => this.#escape(),
    }
    this.#stage.addEventListener('keydown', (event) => {
      if (event.target !== this.#stage || isModified(event)) return
      const does = onMap[event.key]
      if (does === undefined) return
      event.preventDefault()
      does()
    })
    addEventListener('keyup', (event) => {
      if (event.key === ' ') this.#hold(false)
    })
    addEventListener('keydown', (event) => {
      if (isModified(event) || event.target instanceof HTMLSelectElement) return
      everywhere[event.key]?.()
    })
  }

  #listenToButtons(): void {
    const tools = this.#tools
    tools.forEach((button, at) => {
      button.addEventListener('click', () => this.#use(button.dataset.tool as Tool))
      button.addEventListener('keydown', (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
        if (step === undefined) return
        const next = tools[(at + step + tools.length) % tools.length]
        this.#use(next.dataset.tool as Tool)
        next.focus()
      })
    })
    const onClick = (id: string, does: () => void): void =>
      find(id, HTMLButtonElement).addEventListener('click', does)
    onClick('closer', () => this.view.zoom(ZOOM_STEP))
    onClick('further', () => this.view.zoom(1 / ZOOM_STEP))
    onClick('whole', () => this.view.whole())
  }

  #hold(held: boolean): void {
    this.#held = held
    this.#use(this.#tool)
  }

  #escape(): void {
    find('help', HTMLDetailsElement).open = false
    this.state.pinned = -1
    this.state.select([])
  }
}

function isInLegend({ target }: Event): boolean {
  return target instanceof Element && target.closest('.legend') !== null
}

function isModified({ ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
  return ctrlKey || metaKey || altKey
}

/**
 * Draws points into two layers, `under` (all of them) and `over` (those that stand out), a stretch
 * at a time, and lays the layers over each other into the canvas.
 *
 * Points lie in the buffers in a random order (a slot each), so that no class covers another
 * because it comes later, and so that any beginning of the list is a fair sample of the whole.
 */

import type { Projection } from './projections.svelte'
import type { Lookout } from './camera'
import { Layer } from './layer'
import { NoGraphics, pictureShader, pointsShader, type Shader } from './shaders'

/** A row's state beside its colour. */
export const SHOWN = 1
export const EXCLUDED = 2

export interface Look {
  /** Diameter of a point in CSS px. */
  size: number
  opacity: number
  /** Of points that the filters leave out; 0 hides them. */
  faint: number
  /** Above 0: how fast many points in one place become opaque. */
  density: number
  /** Of everything else while some points stand out. */
  dim: number
  /** The outline of points that stand out, as parts of 1. */
  edge: readonly [number, number, number]
}

const WIDTH = 256
/** More px than these for a CSS px cost more than they show. */
const MOST_RATIO = 2

export class Painter {
  /** Points to draw: those under the rest come first. */
  count = 0
  overCount = 0
  /** CSS px to px of the layers. */
  ratio = 1

  readonly gl: WebGL2RenderingContext
  readonly #points: Shader
  readonly #picture: Shader
  readonly #places: WebGLBuffer
  readonly #cells: WebGLBuffer
  readonly #order: WebGLBuffer
  readonly #overOrder: WebGLBuffer
  readonly #touchedOrder: WebGLBuffer
  readonly #palette: WebGLTexture
  readonly #under: Layer
  readonly #over: Layer
  readonly #canSum: boolean
  /** Each row's slot, or NONE; each slot's row. */
  #slots = new Uint32Array()
  #touched = 0
  #rows = new Uint32Array()

  /** Throws NoGraphics where the browser has no WebGL 2. */
  constructor(private readonly canvas: HTMLCanvasElement) {
    const gl = canvas.getContext('webgl2', { antialias: false, depth: false, alpha: true })
    if (!gl) throw new NoGraphics('This browser does not support WebGL 2, which the map needs.')
    this.gl = gl
    this.#canSum = gl.getExtension('EXT_color_buffer_float') !== null
    this.#points = pointsShader(gl)
    this.#picture = pictureShader(gl)
    this.#places = gl.createBuffer()
    this.#cells = gl.createBuffer()
    this.#order = gl.createBuffer()
    this.#overOrder = gl.createBuffer()
    this.#touchedOrder = gl.createBuffer()
    this.#palette = gl.createTexture()
    this.#under = new Layer(gl)
    this.#over = new Layer(gl)
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#places)
    gl.enableVertexAttribArray(0)
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0)
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#cells)
    gl.enableVertexAttribArray(1)
    gl.vertexAttribIPointer(1, 1, gl.UNSIGNED_INT, 0, 0)
    gl.enable(gl.BLEND)
  }

  /** Take the size of the canvas' element, in CSS px. */
  resize(width: number, height: number): void {
    this.ratio = Math.min(globalThis.devicePixelRatio || 1, MOST_RATIO)
    this.canvas.width = Math.round(width * this.ratio)
    this.canvas.height = Math.round(height * this.ratio)
  }

  place({ x, y, placed }: Projection): void {
    const { gl } = this
    this.#rows = shuffled(x, placed)
    this.#slots = new Uint32Array(x.length).fill(NONE)
    const places = new Float32Array(placed * 2)
    for (let slot = 0; slot < placed; slot++) {
      const row = this.#rows[slot]
      this.#slots[row] = slot
      places[2 * slot] = x[row]
      places[2 * slot + 1] = y[row]
    }
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#places)
    gl.bufferData(gl.ARRAY_BUFFER, places, gl.STATIC_DRAW)
    this.overCount = 0
  }

  /** colours: RGBA bytes, one colour after the other. */
  setPalette(colours: Uint8Array): void {
    const { gl } = this
    const height = Math.max(1, Math.ceil(colours.length / 4 / WIDTH))
    const bytes = new Uint8Array(WIDTH * height * 4)
    bytes.set(colours)
    gl.bindTexture(gl.TEXTURE_2D, this.#palette)
    gl.texImage2D(
      gl.TEXTURE_2D,
      ...([0, gl.RGBA8, WIDTH, height, 0, gl.RGBA, gl.UNSIGNED_BYTE] as const),
      bytes,
    )
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, gl.NEAREST)
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, gl.NEAREST)
  }

  /** Give every row its colour's code and its state (SHOWN, EXCLUDED). */
  setCells(codeOf: (row: number) => number, states: Uint8Array): void {
    const { gl } = this
    const count = this.#rows.length
    const cells = new Uint32Array(count)
    const order = new Uint32Array(count)
    const valued = new Uint32Array(count)
    let first = 0
    let last = count
    let above = 0
    for (let slot = 0; slot < count; slot++) {
      const row = this.#rows[slot]
      const state = states[row]
      const code = codeOf(row)
      cells[slot] = code | (state << 16)
      // Draw what the filters leave out first, then what has no value, then the rest.
      if (!(state & SHOWN)) order[first++] = slot
      else if (code > 0) valued[above++] = slot
      else order[--last] = slot
    }
    order.copyWithin(first, last)
    order.set(valued.subarray(0, above), count - above)
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#cells)
    gl.bufferData(gl.ARRAY_BUFFER, cells, gl.DYNAMIC_DRAW)
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.#order)
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, order, gl.DYNAMIC_DRAW)
    this.count = count
  }

  /** The same for a few rows that changed; drawTouched() then draws these alone. */
  touch(rows: Uint32Array, codeOf: (row: number) => number, states: Uint8Array): void {
    const { gl } = this
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#cells)
    const cell = new Uint32Array(1)
    for (const row of rows) {
      if (this.#slots[row] === NONE) continue
      cell[0] = codeOf(row) | (states[row] << 16)
      gl.bufferSubData(gl.ARRAY_BUFFER, this.#slots[row] * 4, cell)
    }
    this.#touched = this.#list(this.#touchedOrder, rows)
  }

  /** Let these rows stand out. */
  raise(rows: Uint32Array): void {
    this.overCount = this.#list(this.#overOrder, rows)
  }

  /** Draw what was touched last over all that is drawn. */
  drawTouched(at: Lookout, look: Look): void {
    this.#under.open(this.canvas.width, this.canvas.height, false, false)
    this.#draw(
      at,
      { ...look, opacity: 1, ring: 0, sums: false },
      this.#touchedOrder,
      0,
      this.#touched,
    )
  }

  /** Draw a stretch of all points; from 0 the layer is emptied first. */
  drawUnder(at: Lookout, look: Look, from: number, to: number): void {
    const sums = look.density > 0 && this.#canSum
    this.#under.open(this.canvas.width, this.canvas.height, sums, from === 0)
    this.#draw(at, { ...look, ring: 0, sums }, this.#order, from, to)
  }

  /** Draw a stretch of those that stand out. */
  drawOver(at: Lookout, look: Look, from: number, to: number): void {
    this.#over.open(this.canvas.width, this.canvas.height, false, from === 0)
    const size = Math.max(look.size * 1.25, look.size + 1)
    const ring = size >= 4 ? 1 : 0
    const shown = { ...look, size, opacity: 1, faint: 0.9, ring, sums: false }
    this.#draw(at, shown, this.#overOrder, from, to)
  }

  /** Lay the layers over each other into the canvas. */
  compose(look: Look): void {
    const { gl } = this
    const { program, uniform } = this.#picture
    gl.bindFramebuffer(gl.FRAMEBUFFER, null)
    gl.viewport(0, 0, this.canvas.width, this.canvas.height)
    gl.useProgram(program)
    this.#under.bind(0, this.canvas.width, this.canvas.height)
    this.#over.bind(1, this.canvas.width, this.canvas.height)
    gl.activeTexture(gl.TEXTURE0)
    gl.uniform1i(uniform('under'), 0)
    gl.uniform1i(uniform('over'), 1)
    gl.uniform1f(uniform('dim'), this.overCount > 0 ? look.dim : 1)
    gl.uniform1f(uniform('density'), this.#under.sums ? look.density : 0)
    gl.disable(gl.BLEND)
    gl.drawArrays(gl.TRIANGLES, 0, 3)
    gl.enable(gl.BLEND)
    gl.flush()
  }

  /** Fill a buffer with the slots of these rows; returns how many have one. */
  #list(buffer: WebGLBuffer, rows: Uint32Array): number {
    const { gl } = this
    const slots = rows.map((row) => this.#slots[row]).filter((slot) => slot !== NONE)
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, buffer)
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, slots, gl.DYNAMIC_DRAW)
    return slots.length
  }

  #draw(
    at: Lookout,
    look: Look & { ring: number; sums: boolean },
    order: WebGLBuffer,
    from: number,
    to: number,
  ): void {
    if (to <= from) return
    const { gl, ratio } = this
    const { program, uniform } = this.#points
    const [width, height] = [this.canvas.width / ratio, this.canvas.height / ratio]
    const [right, up] = [(2 * at.scale) / width, (2 * at.scale) / height]
    gl.useProgram(program)
    gl.uniform2f(uniform('scale'), right, up)
    gl.uniform2f(uniform('offset'), -at.x * right, -at.y * up)
    gl.uniform1f(uniform('size'), (look.sums ? Math.max(5, look.size * 2.2) : look.size) * ratio)
    gl.uniform1f(uniform('opacity'), look.opacity)
    gl.uniform1f(uniform('faint'), look.sums ? 0 : look.faint)
    gl.uniform1f(uniform('spread'), Number(look.sums))
    gl.uniform1f(uniform('ring'), look.ring * ratio)
    gl.uniform3f(uniform('edge'), ...look.edge)
    gl.uniform1i(uniform('width'), WIDTH)
    gl.activeTexture(gl.TEXTURE0)
    gl.bindTexture(gl.TEXTURE_2D, this.#palette)
    gl.uniform1i(uniform('palette'), 0)
    gl.blendFunc(gl.ONE, look.sums ? gl.ONE : gl.ONE_MINUS_SRC_ALPHA)
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, order)
    gl.drawElements(gl.POINTS, to - from, gl.UNSIGNED_INT, from * 4)
  }
}

const NONE = 0xffffffff

/** The rows that have a place, in an order that is random but always the same. */
function shuffled(x: Float32Array, placed: number): Uint32Array<ArrayBuffer> {
  const rows = new Uint32Array(placed)
  let count = 0
  for (let row = 0; row < x.length; row++) if (!Number.isNaN(x[row])) rows[count++] = row
  let state = 1
  for (let at = count - 1; at > 0; at--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    const other = Math.floor((state / 2 ** 32) * (at + 1))
    const row = rows[at]
    rows[at] = rows[other]
    rows[other] = row
  }
  return rows
}

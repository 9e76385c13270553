/** Helpers for the document: elements, and formatted numbers and names. */

import { css, type Oklch } from '../ui/oklch'

/** An element with properties and children; text is only ever text. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...children)
  return made
}

/** The element of the frame with this id. Throws where the frame is another. */
export function find<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id)
  if (found instanceof kind) return found
  throw new Error(`The file has no #${id}.`)
}

export function number(value: number): string {
  return value.toLocaleString('en')
}

/** A name from the book, on its own whichever way its script runs. */
export function named(text: string): HTMLElement {
  return element('bdi', {}, text)
}

export function dot(colour: Oklch): HTMLElement {
  const made = element('i', { className: 'dot' })
  made.style.background = css(colour)
  return made
}

/** A canvas' pen, in CSS px, over an empty canvas of this size. */
export function pen(
  canvas: HTMLCanvasElement,
  cssWidth: number,
  cssHeight: number,
): CanvasRenderingContext2D {
  const ratio = devicePixelRatio || 1
  const width = Math.round(cssWidth * ratio)
  const height = Math.round(cssHeight * ratio)
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height })
  const found = canvas.getContext('2d')
  if (!found) throw new Error('This browser has no canvas.')
  found.setTransform(ratio, 0, 0, ratio, 0, 0)
  found.clearRect(0, 0, cssWidth, cssHeight)
  return found
}

/** What the commands of the canvas have in common. */

import type { Page } from '../app/context'
import { Canvas } from './canvas.svelte'
import type { Toolbox } from './tools/toolbox.svelte'
import type { Workbench } from './workbench.svelte'

type Run = (page: Page) => void

/** The canvas of a page. */
export function canvasOf(page: Page): Canvas {
  return page.part(Canvas)
}

/** Do something to the image on the canvas, where there is one. */
export function onBench(doing: (bench: Workbench) => void): Run {
  return (page) => {
    const { bench } = canvasOf(page)
    if (bench) doing(bench)
  }
}

/** Do something to the tools. */
export function onTools(doing: (tools: Toolbox) => void): Run {
  return (page) => doing(canvasOf(page).tools)
}

/** Go to the next (+1) or the previous (-1) of the queue. */
export function goOn(step: 1 | -1): Run {
  return (page) => {
    const canvas = canvasOf(page)
    const next = canvas.queue.beside(canvas.source, step)
    if (next) page.goTo(next.sample)
  }
}

/** What keys do to the tools of the canvas. */

import type { Command } from '../../app/commands'
import type { Page } from '../../app/context'
import { onTools } from '../doing'
import type { Tool } from './toolbox.svelte'

export const toolCommands: readonly Command<Page>[] = [
  {
    id: 'canvas.piece',
    name: 'Pieces: click a stroke',
    group: 'Canvas',
    keys: ['w'],
    in: 'canvas',
    run: choose('piece'),
  },
  {
    id: 'canvas.eraser',
    name: 'Eraser: brings the paper back',
    group: 'Canvas',
    keys: ['e'],
    in: 'canvas',
    run: choose('eraser'),
  },
  {
    id: 'canvas.pen',
    name: 'Pen',
    group: 'Canvas',
    keys: ['p'],
    in: 'canvas',
    run: choose('pen'),
  },
  {
    id: 'canvas.hand',
    name: 'Pen of this hand: as thick, dark and rough',
    group: 'Canvas',
    keys: ['h'],
    in: 'canvas',
    run: choose('hand'),
  },
  {
    id: 'canvas.box',
    name: 'Select a rectangle',
    group: 'Canvas',
    keys: ['r'],
    in: 'canvas',
    run: choose('box'),
  },
  {
    id: 'canvas.lasso',
    name: 'Lasso',
    group: 'Canvas',
    keys: ['l'],
    in: 'canvas',
    run: choose('lasso'),
  },
  {
    id: 'canvas.split',
    name: 'Split touching strokes along a line',
    group: 'Canvas',
    keys: ['s'],
    in: 'canvas',
    run: choose('split'),
  },
  {
    id: 'canvas.thinner',
    name: 'Thinner pen or eraser',
    group: 'Canvas',
    keys: ['['],
    in: 'canvas',
    run: onTools((tools) => tools.resize(1 / 1.15)),
  },
  {
    id: 'canvas.thicker',
    name: 'Thicker pen or eraser',
    group: 'Canvas',
    keys: [']'],
    in: 'canvas',
    run: onTools((tools) => tools.resize(1.15)),
  },
  {
    id: 'canvas.harder',
    name: 'Harder edge',
    group: 'Canvas',
    keys: ['{', 'Shift+{'],
    shown: '{',
    in: 'canvas',
    run: onTools((tools) => tools.soften(-0.1)),
  },
  {
    id: 'canvas.softer',
    name: 'Softer edge',
    group: 'Canvas',
    keys: ['}', 'Shift+}'],
    shown: '}',
    in: 'canvas',
    run: onTools((tools) => tools.soften(0.1)),
  },
]

function choose(tool: Tool): (page: Page) => void {
  return onTools((tools) => tools.choose(tool))
}

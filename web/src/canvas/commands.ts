/** What keys do on the canvas: save, undo, go through the queue, zoom; with those of its tools. */

import { digits, type Command } from '../app/commands'
import type { Page } from '../app/context'
import { canvasOf, goOn, onBench, onTools } from './doing'
import { pieceCommands } from './piece-commands'
import { toolCommands } from './tools/commands'

const ZOOM = 1.25

export const commands: readonly Command<Page>[] = [
  {
    id: 'canvas.save',
    name: 'Save as one of the first ten classes',
    group: 'Canvas',
    keys: [...digits],
    shown: '1 … 9 0',
    in: 'canvas',
    run: save,
  },
  ...toolCommands,
  ...pieceCommands,
  {
    id: 'canvas.undo',
    name: 'Undo the last step',
    group: 'Canvas',
    keys: ['u', 'Mod+z'],
    shown: 'u',
    in: 'canvas',
    run: onBench((bench) => bench.undo()),
  },
  {
    id: 'canvas.redo',
    name: 'Redo the next step',
    group: 'Canvas',
    keys: ['Shift+u', 'Mod+Shift+z', 'Mod+y'],
    shown: 'Shift+U',
    in: 'canvas',
    run: onBench((bench) => bench.redo()),
  },
  {
    id: 'canvas.next',
    name: 'Next in the queue',
    group: 'Canvas',
    keys: ['j', 'PageDown'],
    shown: 'j',
    in: 'canvas',
    run: goOn(1),
  },
  {
    id: 'canvas.previous',
    name: 'Previous in the queue',
    group: 'Canvas',
    keys: ['k', 'PageUp'],
    shown: 'k',
    in: 'canvas',
    run: goOn(-1),
  },
  {
    id: 'canvas.zoom-in',
    name: 'Zoom in',
    group: 'Canvas',
    keys: ['+', '=', 'Shift++'],
    shown: '+',
    in: 'canvas',
    run: onTools((tools) => tools.zoomAt(ZOOM)),
  },
  {
    id: 'canvas.zoom-out',
    name: 'Zoom out',
    group: 'Canvas',
    keys: ['-'],
    in: 'canvas',
    run: onTools((tools) => tools.zoomAt(1 / ZOOM)),
  },
  {
    id: 'canvas.whole',
    name: 'Fit the page',
    group: 'Canvas',
    keys: ['z'],
    in: 'canvas',
    run: onTools((tools) => tools.whole()),
  },
  {
    id: 'canvas.grid',
    name: 'Grid',
    group: 'Canvas',
    keys: ['g'],
    in: 'canvas',
    run: onTools((tools) => {
      tools.grid = !tools.grid
    }),
  },
  {
    id: 'canvas.onion',
    name: 'Show the original underneath',
    group: 'Canvas',
    keys: ['o'],
    in: 'canvas',
    run: onTools((tools) => {
      tools.onion = !tools.onion
    }),
  },
  {
    id: 'canvas.escape',
    name: 'Deselect the piece',
    group: 'Canvas',
    keys: ['Escape'],
    in: 'canvas',
    run: (page) => {
      const canvas = canvasOf(page)
      if (canvas.isSavingPiece) canvas.isSavingPiece = false
      else canvas.bench?.putDown()
    },
  },
]

/** Save the canvas, or keep its piece, as the class of a digit. */
function save(page: Page, stroke: string): void {
  const name = page.book.classOf(stroke)
  if (name === undefined) return
  const canvas = canvasOf(page)
  void (canvas.isSavingPiece ? canvas.savePiece(name) : canvas.saveAs(name))
}

/** What keys do to the piece that is selected on the canvas. */

import { arrows, type Command } from '../app/commands'
import type { Page } from '../app/context'
import { canvasOf, onBench } from './doing'

/** Degrees, and shares, that a key turns and scales by. */
const [TURN, SCALE] = [5, 1.05]

export const pieceCommands: readonly Command<Page>[] = [
  {
    id: 'canvas.delete',
    name: 'Delete the selected piece',
    group: 'Canvas',
    keys: ['Delete', 'Backspace', 'x'],
    shown: 'Delete',
    in: 'canvas',
    run: onBench((bench) => bench.remove()),
  },
  {
    id: 'canvas.duplicate',
    name: 'Duplicate the piece',
    group: 'Canvas',
    keys: ['d', 'Mod+d'],
    shown: 'd',
    in: 'canvas',
    run: onBench((bench) => bench.duplicate()),
  },
  {
    id: 'canvas.mirror',
    name: 'Mirror the piece left-right',
    group: 'Canvas',
    keys: ['m'],
    in: 'canvas',
    run: onBench((bench) =>
      bench.change('Mirror', ({ scaleX, angle }) => ({ scaleX: -scaleX, angle: -angle })),
    ),
  },
  {
    id: 'canvas.flip',
    name: 'Mirror the piece top-bottom',
    group: 'Canvas',
    keys: ['Shift+m'],
    shown: 'Shift+M',
    in: 'canvas',
    run: onBench((bench) =>
      bench.change('Mirror', ({ scaleY, angle }) => ({ scaleY: -scaleY, angle: -angle })),
    ),
  },
  {
    id: 'canvas.turn-left',
    name: 'Rotate the piece left',
    group: 'Canvas',
    keys: [','],
    in: 'canvas',
    run: turn(-TURN),
  },
  {
    id: 'canvas.turn-right',
    name: 'Rotate the piece right',
    group: 'Canvas',
    keys: ['.'],
    in: 'canvas',
    run: turn(TURN),
  },
  {
    id: 'canvas.quarter',
    name: 'Rotate the piece by 90°',
    group: 'Canvas',
    keys: ['>', 'Shift+>'],
    shown: '>',
    in: 'canvas',
    run: turn(90),
  },
  {
    id: 'canvas.bigger-piece',
    name: 'Enlarge the piece',
    group: 'Canvas',
    keys: ['b'],
    in: 'canvas',
    run: scale(SCALE),
  },
  {
    id: 'canvas.smaller-piece',
    name: 'Shrink the piece',
    group: 'Canvas',
    keys: ['Shift+b'],
    shown: 'Shift+B',
    in: 'canvas',
    run: scale(1 / SCALE),
  },
  {
    id: 'canvas.nudge',
    name: 'Move the piece; with Shift by ten pixels',
    group: 'Canvas',
    keys: [...arrows],
    shown: '← ↑ → ↓',
    in: 'canvas',
    run: nudge,
  },
  {
    id: 'canvas.put-down',
    name: 'Place the piece',
    group: 'Canvas',
    keys: ['Enter'],
    in: 'canvas',
    run: (page) => {
      const canvas = canvasOf(page)
      if (canvas.isSavingPiece) void canvas.savePiece(null)
      else canvas.bench?.putDown()
    },
  },
  {
    id: 'canvas.all',
    name: 'Select all that is drawn',
    group: 'Canvas',
    keys: ['a', 'Mod+a'],
    shown: 'a',
    in: 'canvas',
    run: onBench((bench) => bench.selectAll()),
  },
  {
    id: 'canvas.clear-page',
    name: 'Clear the page',
    group: 'Canvas',
    keys: ['Shift+n'],
    shown: 'Shift+N',
    in: 'canvas',
    run: onBench((bench) => bench.clear()),
  },
  {
    id: 'canvas.save-piece',
    name: 'Save the piece in the tray, then choose its class',
    group: 'Canvas',
    keys: ['t'],
    in: 'canvas',
    run: (page) => {
      const canvas = canvasOf(page)
      canvas.isSavingPiece = !canvas.isSavingPiece
    },
  },
  {
    id: 'canvas.suggest',
    name: 'Suggest pieces in the style of the canvas',
    group: 'Canvas',
    keys: ['n'],
    in: 'canvas',
    run: (page) => {
      const canvas = canvasOf(page)
      canvas.tray.byCanvas = true
      void canvas.loadOffers()
    },
  },
  {
    id: 'canvas.pair',
    name: 'Save what changed the prediction as a pair',
    group: 'Canvas',
    keys: ['f'],
    in: 'canvas',
    run: (page) => void canvasOf(page).savePair(),
  },
]

function turn(degrees: number): (page: Page) => void {
  return onBench((bench) => bench.change('Turn', ({ angle }) => ({ angle: angle + degrees })))
}

function scale(factor: number): (page: Page) => void {
  return onBench((bench) =>
    bench.change('Scale', ({ scaleX, scaleY }) => ({
      scaleX: scaleX * factor,
      scaleY: scaleY * factor,
    })),
  )
}

/** Move the piece the way an arrow points, in pixels of the page. */
function nudge(page: Page, stroke: string): void {
  const step = stroke.startsWith('Shift+') ? 10 : 1
  const dx = stroke.endsWith('Left') ? -step : stroke.endsWith('Right') ? step : 0
  const dy = stroke.endsWith('Up') ? -step : stroke.endsWith('Down') ? step : 0
  canvasOf(page).bench?.change('Move', ({ x, y }) => ({ x: x + dx, y: y + dy }))
}

/** The keys of the canvas. Where one means something else in the sheet, the canvas goes first. */

import { key, strokesOf, type Key } from '../app/keys'

export type CanvasAction =
  | 'piece'
  | 'eraser'
  | 'pen'
  | 'hand'
  | 'box'
  | 'lasso'
  | 'split'
  | 'thinner'
  | 'thicker'
  | 'harder'
  | 'softer'
  | 'delete'
  | 'duplicate'
  | 'mirror'
  | 'flip'
  | 'turn-left'
  | 'turn-right'
  | 'quarter'
  | 'bigger-piece'
  | 'smaller-piece'
  | 'nudge'
  | 'put-down'
  | 'all'
  | 'clear-page'
  | 'save'
  | 'pair'
  | 'keep-piece'
  | 'suggest'
  | 'undo'
  | 'redo'
  | 'next'
  | 'previous'
  | 'zoom-in'
  | 'zoom-out'
  | 'whole'
  | 'grid'
  | 'onion'
  | 'escape'

const arrows = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].flatMap((arrow) => [
  arrow,
  `shift+${arrow}`,
])
const digits = [...'1234567890'].flatMap((digit) => [digit, `shift+${digit}`])

export const canvasKeys: readonly Key<CanvasAction>[] = [
  key('Canvas', '1 … 9 0', 'Save as: the first ten classes', 'save', ...digits),
  key('Canvas', 'w', 'Pieces: click a stroke', 'piece', 'w'),
  key('Canvas', 'e', 'Eraser: brings the paper back', 'eraser', 'e'),
  key('Canvas', 'p', 'Pen', 'pen', 'p'),
  key('Canvas', 'h', 'Pen of this hand: as thick, dark and rough', 'hand', 'h'),
  key('Canvas', 'r', 'Select a rectangle', 'box', 'r'),
  key('Canvas', 'l', 'Lasso', 'lasso', 'l'),
  key('Canvas', 's', 'Split touching strokes along a line', 'split', 's'),
  key('Canvas', '[', 'Thinner pen or eraser', 'thinner', '['),
  key('Canvas', ']', 'Thicker pen or eraser', 'thicker', ']'),
  key('Canvas', '{', 'Harder edge', 'harder', '{', 'shift+{'),
  key('Canvas', '}', 'Softer edge', 'softer', '}', 'shift+}'),
  key('Canvas', 'Delete', 'Delete the selected piece', 'delete', 'Delete', 'Backspace', 'x'),
  key('Canvas', 'd', 'Duplicate the piece', 'duplicate', 'd', 'ctrl+d'),
  key('Canvas', 'm', 'Mirror the piece left-right', 'mirror', 'm'),
  key('Canvas', 'Shift+M', 'Mirror the piece top-bottom', 'flip', 'shift+M'),
  key('Canvas', ',', 'Turn the piece left', 'turn-left', ','),
  key('Canvas', '.', 'Turn the piece right', 'turn-right', '.'),
  key('Canvas', '>', 'Turn the piece by a quarter', 'quarter', '>', 'shift+>'),
  key('Canvas', 'b', 'Bigger piece', 'bigger-piece', 'b'),
  key('Canvas', 'Shift+B', 'Smaller piece', 'smaller-piece', 'shift+B'),
  key('Canvas', '← ↑ → ↓', 'Move the piece; with Shift by ten pixels', 'nudge', ...arrows),
  key('Canvas', 'Enter', 'Put the piece down', 'put-down', 'Enter'),
  key('Canvas', 'a', 'Select all that is drawn', 'all', 'a', 'ctrl+a'),
  key('Canvas', 'Shift+N', 'Clear the page to its bare paper', 'clear-page', 'shift+N'),
  key('Canvas', 't', 'Keep the piece in the tray, then its class', 'keep-piece', 't'),
  key('Canvas', 'n', 'Suggest pieces near in style to the canvas', 'suggest', 'n'),
  key('Canvas', 'f', 'Keep what changed the model’s mind as a pair', 'pair', 'f'),
  key('Canvas', 'u', 'Undo a step', 'undo', 'u', 'ctrl+z'),
  key('Canvas', 'Shift+U', 'Redo a step', 'redo', 'shift+U', 'ctrl+shift+Z', 'ctrl+y'),
  key('Canvas', 'j', 'Next in the queue', 'next', 'j', 'PageDown'),
  key('Canvas', 'k', 'Previous in the queue', 'previous', 'k', 'PageUp'),
  key('Canvas', '+', 'Zoom in', 'zoom-in', '+', '=', 'shift++'),
  key('Canvas', '-', 'Zoom out', 'zoom-out', '-'),
  key('Canvas', 'z', 'The whole page', 'whole', 'z'),
  key('Canvas', 'g', 'Grid', 'grid', 'g'),
  key('Canvas', 'o', 'The original, shining through', 'onion', 'o'),
  key('Canvas', 'Escape', 'Let the piece go', 'escape', 'Escape'),
]

const byStroke = strokesOf(canvasKeys)

type Stroke = Parameters<typeof byStroke>[0]

/** The key of the canvas that an event strikes; null where none. */
export function canvasKeyOf(event: Stroke): Key<CanvasAction> | null {
  return byStroke(event)
}

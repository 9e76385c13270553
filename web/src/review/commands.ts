/** The commands on samples in every room that shows some: move, select, edit, view. */

import { digits, type Command } from '../app/commands'
import type { Page } from '../app/context'

const columns = ({ ui }: Page): number => ui.viewport.columns
const screenful = ({ ui }: Page): number => ui.viewport.page

export const commands: readonly Command<Page>[] = [
  {
    id: 'review.down',
    name: 'Next row',
    group: 'Move',
    keys: ['ArrowDown', 'j'],
    shown: '↓ j',
    needs: 'samples',
    run: move(columns),
  },
  {
    id: 'review.up',
    name: 'Previous row',
    group: 'Move',
    keys: ['ArrowUp', 'k'],
    shown: '↑ k',
    needs: 'samples',
    run: move((page) => -columns(page)),
  },
  {
    id: 'review.right',
    name: 'Next sample',
    group: 'Move',
    keys: ['ArrowRight'],
    shown: '→',
    needs: 'samples',
    run: move(() => 1),
  },
  {
    id: 'review.left',
    name: 'Previous sample',
    group: 'Move',
    keys: ['ArrowLeft'],
    shown: '←',
    needs: 'samples',
    run: move(() => -1),
  },
  {
    id: 'review.page-down',
    name: 'One page down',
    group: 'Move',
    keys: ['PageDown'],
    needs: 'samples',
    run: move(screenful),
  },
  {
    id: 'review.page-up',
    name: 'One page up',
    group: 'Move',
    keys: ['PageUp'],
    needs: 'samples',
    run: move((page) => -screenful(page)),
  },
  {
    id: 'review.first',
    name: 'First row',
    group: 'Move',
    keys: ['Home'],
    needs: 'samples',
    run: move(() => -Infinity),
  },
  {
    id: 'review.last',
    name: 'Last row',
    group: 'Move',
    keys: ['End'],
    needs: 'samples',
    run: move(() => Infinity),
  },
  {
    id: 'review.extend-down',
    name: 'Extend the selection down',
    group: 'Select',
    keys: ['Shift+ArrowDown', 'Shift+j'],
    shown: 'Shift+↓',
    needs: 'samples',
    run: move(columns, true),
  },
  {
    id: 'review.extend-up',
    name: 'Extend the selection up',
    group: 'Select',
    keys: ['Shift+ArrowUp', 'Shift+k'],
    shown: 'Shift+↑',
    needs: 'samples',
    run: move((page) => -columns(page), true),
  },
  {
    id: 'review.extend-right',
    name: 'Extend the selection to the next sample',
    group: 'Select',
    keys: ['Shift+ArrowRight'],
    shown: 'Shift+→',
    needs: 'samples',
    run: move(() => 1, true),
  },
  {
    id: 'review.extend-left',
    name: 'Extend the selection to the previous sample',
    group: 'Select',
    keys: ['Shift+ArrowLeft'],
    shown: 'Shift+←',
    needs: 'samples',
    run: move(() => -1, true),
  },
  {
    id: 'review.toggle',
    name: 'Select or deselect the row',
    group: 'Select',
    keys: [' ', 'Mod+ '],
    shown: 'Space',
    needs: 'samples',
    run: ({ selection }) => selection.toggle(),
  },
  {
    id: 'review.select-all',
    name: 'Select all rows shown',
    group: 'Select',
    keys: ['Mod+a'],
    shown: 'Ctrl+A',
    needs: 'samples',
    run: ({ selection }) => selection.all(),
  },
  {
    id: 'review.clear',
    name: 'Clear the selection',
    group: 'Select',
    keys: ['Escape'],
    needs: 'samples',
    run: ({ selection }) => selection.clear(),
  },
  {
    id: 'review.class',
    name: 'Label with the class of the key',
    group: 'Change',
    keys: [...digits],
    shown: '1 … 9 0',
    needs: 'sample',
    run: (page, stroke) => relabelByKey(page, stroke),
  },
  {
    id: 'review.label',
    name: 'Label by name',
    group: 'Change',
    keys: ['l'],
    needs: 'sample',
    run: (page) => page.openFor('label'),
  },
  {
    id: 'review.classes',
    name: 'The classes: rename, merge, order, describe',
    group: 'Change',
    keys: ['Shift+l'],
    shown: 'Shift+L',
    run: ({ ui }) => {
      ui.dialog = 'classes'
    },
  },
  {
    id: 'review.exclude',
    name: 'Exclude or restore',
    group: 'Change',
    keys: ['x'],
    needs: 'sample',
    run: (page) => page.toggleExcluded(),
  },
  {
    id: 'review.tag',
    name: 'Tag',
    group: 'Change',
    keys: ['t'],
    needs: 'sample',
    run: (page) => page.openFor('tag'),
  },
  {
    id: 'review.split',
    name: 'Move to another split',
    group: 'Change',
    keys: ['s'],
    needs: 'sample',
    run: (page) => page.openFor('split'),
  },
  {
    id: 'review.undo',
    name: 'Undo my last change',
    group: 'Change',
    keys: ['u', 'Mod+z'],
    shown: 'u',
    run: ({ edits }) => edits.undoMine(),
  },
  {
    id: 'review.redo',
    name: 'Redo my last undo',
    group: 'Change',
    keys: ['Shift+u', 'Mod+Shift+z', 'Mod+y'],
    shown: 'Shift+U',
    run: ({ edits }) => edits.redoMine(),
  },
  {
    id: 'review.layout',
    name: 'Next layout: sheet, gallery or map',
    group: 'See',
    keys: ['v'],
    run: nextLayout,
  },
  {
    id: 'review.bigger',
    name: 'Bigger thumbnails',
    group: 'See',
    keys: ['+', '=', 'Shift++'],
    shown: '+',
    needs: 'samples',
    run: ({ query }) => query.zoom(1),
  },
  {
    id: 'review.smaller',
    name: 'Smaller thumbnails',
    group: 'See',
    keys: ['-'],
    needs: 'samples',
    run: ({ query }) => query.zoom(-1),
  },
  {
    id: 'review.inspector',
    name: 'Show or hide the inspector',
    group: 'See',
    keys: ['i'],
    needs: 'samples',
    run: ({ ui }) => {
      ui.inspector = !ui.inspector
    },
  },
  {
    id: 'review.why',
    name: 'Show or hide why it is labelled so',
    group: 'See',
    keys: ['y'],
    needs: 'samples',
    run: ({ ui }) => ui.toggleWhy(),
  },
  {
    id: 'review.history',
    name: 'Show or hide the history',
    group: 'See',
    keys: ['h'],
    run: ({ ui }) => {
      ui.history = !ui.history
    },
  },
]

/** Move the cursor by some places; `extend` selects what it passes. */
function move(delta: (page: Page) => number, extend = false): (page: Page) => void {
  return (page) => page.selection.move(delta(page), extend)
}

/** Give the class of a digit to what is selected. */
function relabelByKey(page: Page, stroke: string): void {
  const name = page.book.classOf(stroke)
  if (name !== undefined) page.relabel(name)
}

/** Go to the next layout of the samples; from anywhere else to the first. */
function nextLayout({ query, rooms }: Page): void {
  const layouts = rooms.filter(({ isLayout }) => isLayout)
  const at = layouts.findIndex(({ id }) => id === query.layout)
  query.layout = layouts[(at + 1) % layouts.length].id
}

/** The room where images without a label get one: one at a time, or many of one class at once. */

import Tags from '@lucide/svelte/icons/tags'
import { digits } from '../app/commands'
import type { Page } from '../app/context'
import { toggle, type Room } from '../app/rooms'
import { UnlabelledQueue } from './queue.svelte'
import UnlabelledScreen from './UnlabelledScreen.svelte'
import { UnlabelledWatcher } from './watcher.svelte'

export const unlabelled: Room<Page> = {
  id: 'unlabelled',
  title: 'Unlabelled',
  what: 'Images without a label',
  open: 'unlabelled.open',
  icon: Tags,
  Screen: UnlabelledScreen,
  beside: null,
  legend: false,
  leads: true,
  raisesMessages: true,
  // A book whose images all have a label has no use for it.
  isOffered: (page) => page.part(UnlabelledQueue).left > 0,
  sees: (page) => (page.part(UnlabelledQueue).mode === 'one' ? 'sample' : 'nothing'),
  create: (page) => {
    const queue = new UnlabelledQueue(page.book, page.edits, page.jobs)
    return [queue, new UnlabelledWatcher(page, queue)]
  },
  commands: [
    {
      id: 'unlabelled.open',
      name: 'Label the images without a label; again: back to the sheet',
      group: 'Change',
      keys: ['e'],
      run: toggle('unlabelled'),
    },
    {
      id: 'unlabelled.accept',
      name: 'Accept the suggestion, or all that are ticked',
      group: 'Change',
      keys: ['Enter'],
      in: 'unlabelled',
      run: (page) => {
        const queue = page.part(UnlabelledQueue)
        if (queue.mode === 'one') queue.accept()
        else queue.batch.accept()
      },
    },
    {
      id: 'unlabelled.label',
      name: 'Label it with the class of the key',
      group: 'Change',
      keys: [...digits],
      shown: '1 … 9 0',
      in: 'unlabelled',
      when: isOne,
      run: (page, stroke) => {
        const name = page.book.classOf(stroke)
        if (name !== undefined) page.part(UnlabelledQueue).label(name)
      },
    },
    {
      id: 'unlabelled.name',
      name: 'Name a class',
      group: 'Change',
      keys: ['n'],
      in: 'unlabelled',
      when: isOne,
      run: (page) => {
        page.part(UnlabelledQueue).naming++
      },
    },
    {
      id: 'unlabelled.exclude',
      name: 'Exclude it',
      group: 'Change',
      keys: ['x'],
      in: 'unlabelled',
      when: isOne,
      run: (page) => void page.part(UnlabelledQueue).exclude(),
    },
    {
      id: 'unlabelled.skip',
      name: 'Skip to the next image',
      group: 'Move',
      keys: ['ArrowDown', 'j', 'ArrowRight'],
      shown: '↓ j →',
      in: 'unlabelled',
      when: isOne,
      run: (page) => page.part(UnlabelledQueue).skip(),
    },
    {
      id: 'unlabelled.back',
      name: 'Back to the last image that was skipped',
      group: 'Move',
      keys: ['ArrowUp', 'k', 'ArrowLeft'],
      shown: '↑ k ←',
      in: 'unlabelled',
      when: isOne,
      run: (page) => page.part(UnlabelledQueue).back(),
    },
  ],
}

function isOne(page: Page): boolean {
  return page.part(UnlabelledQueue).mode === 'one'
}

/** The room where suspected problems are decided, one at a time. */

import ListChecks from '@lucide/svelte/icons/list-checks'
import { digits } from '../app/commands'
import type { Page } from '../app/context'
import { toggle, type Room } from '../app/rooms'
import { Issues } from './issues.svelte'
import IssuesScreen from './IssuesScreen.svelte'
import Kinds from './Kinds.svelte'
import { Doubts } from './queue.svelte'
import { Showing } from './showing.svelte'

export const issues: Room<Page> = {
  id: 'doubts',
  title: 'Doubts',
  what: 'What is probably wrong',
  open: 'issues.open',
  icon: ListChecks,
  Screen: IssuesScreen,
  Side: Kinds,
  beside: null,
  leads: true,
  create: (page) => {
    const { book, jobs, edits, query, view, registry } = page
    const issues = new Issues(book, jobs, registry)
    const isShown = (row: number): boolean => !query.isFiltered || view.position(row) >= 0
    const doubts = new Doubts(book, issues, edits, isShown)
    page.suspicions = issues
    return [issues, doubts, new Showing(page, doubts)]
  },
  commands: [
    {
      id: 'issues.open',
      name: 'What is probably wrong; back to the sheet',
      group: 'Doubt',
      keys: ['d'],
      run: toggle('doubts'),
    },
    {
      id: 'issues.accept',
      name: 'Accept what is suggested',
      group: 'Doubt',
      keys: ['Enter'],
      in: 'doubts',
      run: (page) => void page.part(Doubts).accept(),
    },
    {
      id: 'issues.keep',
      name: 'OK as it is: keep the label',
      group: 'Doubt',
      keys: ['o'],
      in: 'doubts',
      run: (page) => void page.part(Doubts).keep(),
    },
    {
      id: 'issues.give-class',
      name: 'Label it; the label that it has: keep it',
      group: 'Doubt',
      keys: [...digits],
      shown: '1 … 9 0',
      in: 'doubts',
      run: label,
    },
    {
      id: 'issues.skip',
      name: 'Leave it for later: the next doubt',
      group: 'Doubt',
      keys: ['ArrowDown', 'j', 'ArrowRight'],
      shown: '↓ j →',
      in: 'doubts',
      run: (page) => page.part(Doubts).skip(),
    },
    {
      id: 'issues.back',
      name: 'Back to the doubt before',
      group: 'Doubt',
      keys: ['ArrowUp', 'k', 'ArrowLeft'],
      shown: '↑ k ←',
      in: 'doubts',
      run: (page) => page.part(Doubts).back(),
    },
  ],
}

/** Give the class of a digit. To give a doubted sample the label that it has is to keep it. */
function label(page: Page, stroke: string): void {
  const name = page.book.classOf(stroke)
  if (name === undefined) return
  const doubts = page.part(Doubts)
  if (page.selection.count === 0 && name === doubts.current?.label) doubts.keep()
  else page.relabel(name)
}

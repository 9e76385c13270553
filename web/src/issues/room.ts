/** The room where suspected problems are decided, one at a time. */

import ListChecks from '@lucide/svelte/icons/list-checks'
import { classOfKey, digits } from '../app/commands'
import type { Page } from '../app/context'
import { toggle, type Room } from '../app/rooms'
import { Issues } from './issues.svelte'
import IssuesScreen from './IssuesScreen.svelte'
import Kinds from './Kinds.svelte'
import { IssueQueue } from './queue.svelte'
import { IssueWatcher } from './watcher.svelte'

export const issues: Room<Page> = {
  id: 'issues',
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
    const queue = new IssueQueue(book, issues, edits, isShown)
    page.labelIssues = issues
    return [issues, queue, new IssueWatcher(page, queue)]
  },
  commands: [
    {
      id: 'issues.open',
      name: 'What is probably wrong; back to the sheet',
      group: 'Doubt',
      keys: ['d'],
      run: toggle('issues'),
    },
    {
      id: 'issues.accept',
      name: 'Accept what is suggested',
      group: 'Doubt',
      keys: ['Enter'],
      in: 'issues',
      run: (page) => void page.part(IssueQueue).accept(),
    },
    {
      id: 'issues.mark-right',
      name: 'OK as it is: keep the label',
      group: 'Doubt',
      keys: ['o'],
      in: 'issues',
      run: (page) => void page.part(IssueQueue).markRight(),
    },
    {
      id: 'issues.label',
      name: 'Label it; the label that it has: keep it',
      group: 'Doubt',
      keys: [...digits],
      shown: '1 … 9 0',
      in: 'issues',
      run: label,
    },
    {
      id: 'issues.skip',
      name: 'Leave it for later: the next doubt',
      group: 'Doubt',
      keys: ['ArrowDown', 'j', 'ArrowRight'],
      shown: '↓ j →',
      in: 'issues',
      run: (page) => page.part(IssueQueue).skip(),
    },
    {
      id: 'issues.back',
      name: 'Back to the doubt before',
      group: 'Doubt',
      keys: ['ArrowUp', 'k', 'ArrowLeft'],
      shown: '↑ k ←',
      in: 'issues',
      run: (page) => page.part(IssueQueue).back(),
    },
  ],
}

/** Give the class of a digit. To give a doubted sample the label that it has is to keep it. */
function label(page: Page, stroke: string): void {
  const name = page.book.columns.classes[classOfKey(stroke)]
  if (name === undefined) return
  const queue = page.part(IssueQueue)
  if (page.selection.count === 0 && name === queue.current?.label) queue.markRight()
  else page.relabel(name)
}

/** The room where suspected problems are decided, one at a time. */

import ListChecks from '@lucide/svelte/icons/list-checks'
import { digits } from '../app/commands'
import type { Page } from '../app/context'
import { toggle, type Room } from '../app/rooms'
import { Issues } from './issues.svelte'
import IssuesScreen from './IssuesScreen.svelte'
import Kinds from './Kinds.svelte'
import { IssueQueue } from './queue.svelte'
import { IssueWatcher } from './watcher.svelte'

export const issues: Room<Page> = {
  id: 'issues',
  title: 'Issues',
  what: 'Suspected problems',
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
      name: 'Open Issues; again: back to the sheet',
      group: 'Issues',
      keys: ['d'],
      run: toggle('issues'),
    },
    {
      id: 'issues.accept',
      name: 'Accept the suggestion',
      group: 'Issues',
      keys: ['Enter'],
      in: 'issues',
      run: (page) => void page.part(IssueQueue).accept(),
    },
    {
      id: 'issues.mark-right',
      name: 'It is right as it is',
      group: 'Issues',
      keys: ['o'],
      in: 'issues',
      run: (page) => void page.part(IssueQueue).markRight(),
    },
    {
      id: 'issues.label',
      name: 'Label it; its own label marks it as right',
      group: 'Issues',
      keys: [...digits],
      shown: '1 … 9 0',
      in: 'issues',
      run: label,
    },
    {
      id: 'issues.skip',
      name: 'Skip to the next issue',
      group: 'Issues',
      keys: ['ArrowDown', 'j', 'ArrowRight'],
      shown: '↓ j →',
      in: 'issues',
      run: (page) => page.part(IssueQueue).skip(),
    },
    {
      id: 'issues.back',
      name: 'Back to the previous issue',
      group: 'Issues',
      keys: ['ArrowUp', 'k', 'ArrowLeft'],
      shown: '↑ k ←',
      in: 'issues',
      run: (page) => page.part(IssueQueue).back(),
    },
  ],
}

/** Label with the class of a digit; its own label means that it is right. */
function label(page: Page, stroke: string): void {
  const name = page.book.classOf(stroke)
  if (name === undefined) return
  const queue = page.part(IssueQueue)
  if (page.selection.count === 0 && name === queue.current?.label) queue.markRight()
  else page.relabel(name)
}

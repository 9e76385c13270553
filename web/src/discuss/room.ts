/** The room where people ask, answer, vote and write down what they agreed on. */

import MessagesSquare from '@lucide/svelte/icons/messages-square'
import type { Page } from '../app/context'
import { toggle, type Room } from '../app/rooms'
import Asked from './Asked.svelte'
import ChangesetThreads from './ChangesetThreads.svelte'
import DiscussScreen from './DiscussScreen.svelte'
import Precedents from './Precedents.svelte'
import SampleThreads from './SampleThreads.svelte'
import ThreadList from './ThreadList.svelte'
import { Discussion } from './discussion.svelte'
import Vote from './Vote.svelte'

export const discuss: Room<Page> = {
  id: 'discuss',
  title: 'Discuss',
  what: 'Questions, votes and rules',
  open: 'discuss.open',
  icon: MessagesSquare,
  Screen: DiscussScreen,
  Side: ThreadList,
  legend: false,
  beside: null,
  unread: (page) => page.part(Discussion).unread,
  create: (page) => {
    page.slots.add('filters', Asked)
    page.slots.add('sample', Precedents)
    page.slots.add('sample', SampleThreads)
    page.slots.add('changeset', ChangesetThreads)
    page.slots.add('page', Vote)
    return [new Discussion(page)]
  },
  commands: [
    {
      id: 'discuss.ask',
      name: 'Ask about the selected samples',
      group: 'Discuss',
      keys: ['q'],
      needs: 'sample',
      run: (page) => page.part(Discussion).startQuestion(),
    },
    {
      id: 'discuss.open',
      name: 'Open Discuss; again: back to the sheet',
      group: 'Discuss',
      keys: ['Shift+q'],
      shown: 'Shift+Q',
      run: toggle('discuss'),
    },
    {
      id: 'discuss.next',
      name: 'Next thread',
      group: 'Discuss',
      keys: ['ArrowDown', 'j', 'ArrowRight'],
      shown: '↓ j →',
      in: 'discuss',
      run: (page) => page.part(Discussion).move(1),
    },
    {
      id: 'discuss.previous',
      name: 'Previous thread',
      group: 'Discuss',
      keys: ['ArrowUp', 'k', 'ArrowLeft'],
      shown: '↑ k ←',
      in: 'discuss',
      run: (page) => page.part(Discussion).move(-1),
    },
    {
      id: 'discuss.answer',
      name: 'Answer in the open thread',
      group: 'Discuss',
      keys: ['Enter'],
      in: 'discuss',
      run: ({ ui }) => {
        ui.replyRequests++
      },
    },
    {
      id: 'discuss.apply',
      name: 'Apply the proposal of the open thread',
      group: 'Discuss',
      keys: ['a'],
      in: 'discuss',
      run: (page) => void page.part(Discussion).applyNewest(),
    },
  ],
}

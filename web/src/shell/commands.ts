/** What keys do that belong to no room. */

import type { Command } from '../app/commands'
import type { Page } from '../app/context'

export const commands: readonly Command<Page>[] = [
  {
    id: 'shell.search',
    name: 'Search paths',
    group: 'See',
    keys: ['/', 'Shift+/', 'Mod+f'],
    shown: '/',
    run: ({ ui }) => {
      ui.searchRequests++
    },
  },
  {
    id: 'shell.follow',
    name: 'Follow the presenter or stop following',
    group: 'See',
    keys: ['f'],
    run: ({ live }) => live.follow(!live.following),
  },
  {
    id: 'shell.help',
    name: 'All keys',
    group: 'See',
    keys: ['?', 'Shift+?'],
    shown: '?',
    run: ({ ui }) => {
      ui.dialog = 'help'
    },
  },
]

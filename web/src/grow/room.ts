/** The room Grow: new images are made from existing ones. */

import Sprout from '@lucide/svelte/icons/sprout'
import type { Page } from '../app/context'
import { toggle, type Room } from '../app/rooms'
import { Grow } from './grow.svelte'
import GrowNear from './GrowNear.svelte'
import GrowScreen from './GrowScreen.svelte'
import Ways from './Ways.svelte'

export const grow: Room<Page> = {
  id: 'grow',
  title: 'Grow',
  what: 'Make more images',
  open: 'grow.open',
  icon: Sprout,
  Screen: GrowScreen,
  Side: Ways,
  sees: () => 'nothing',
  beside: null,
  create: (page) => {
    const grow = new Grow(page.book, page.jobs, page.query, () => page.preferences.name)
    page.live.whenStale('candidates', () => grow.candidates.reloadSoon())
    page.slots.add('mistakes', GrowNear)
    return [grow]
  },
  commands: [
    {
      id: 'grow.open',
      name: 'Open Grow; again: back to the sheet',
      group: 'See',
      keys: ['g'],
      run: toggle('grow'),
    },
  ],
}

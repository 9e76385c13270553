/** The room where more images are made from those that are there. */

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
  what: 'More images',
  open: 'grow.open',
  icon: Sprout,
  Screen: GrowScreen,
  Side: Ways,
  sees: () => 'nothing',
  beside: null,
  create: (page) => {
    const grow = new Grow(page.book, page.jobs, page.query, () => page.preferences.name)
    page.live.whenStale('candidates', () => grow.candidates.stale())
    page.slots.add('mistakes', GrowNear)
    return [grow]
  },
  commands: [
    {
      id: 'grow.open',
      name: 'Grow: more images by laws, recipe and plan',
      group: 'See',
      keys: ['g'],
      run: toggle('grow'),
    },
  ],
}

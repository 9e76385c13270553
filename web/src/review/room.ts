/** The room where samples are looked through, selected and changed: a sheet and a gallery. */

import LayoutGrid from '@lucide/svelte/icons/layout-grid'
import Table2 from '@lucide/svelte/icons/table-2'
import type { Page } from '../app/context'
import type { Room } from '../app/rooms'
import { commands } from './commands'
import Gallery from './sheet/Gallery.svelte'
import Sheet from './sheet/Sheet.svelte'

export const sheet: Room<Page> = {
  id: 'sheet',
  title: 'Sheet',
  what: 'Sheet',
  open: 'review.layout',
  icon: Table2,
  Screen: Sheet,
  isLayout: true,
  commands,
}

export const gallery: Room<Page> = {
  id: 'gallery',
  title: 'Gallery',
  what: 'Gallery',
  open: 'review.layout',
  icon: LayoutGrid,
  Screen: Gallery,
  isLayout: true,
  commands: [],
}

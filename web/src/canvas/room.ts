/** The room where one draws: the image of a sample, tools, and what becomes of a drawing. */

import Pencil from '@lucide/svelte/icons/pencil'
import { toggle, type Room } from '../app/rooms'
import type { Page } from '../app/context'
import { Canvas } from './canvas.svelte'
import CanvasScreen from './CanvasScreen.svelte'
import { commands } from './commands'

export const canvas: Room<Page> = {
  id: 'canvas',
  title: 'Canvas',
  what: 'Draw on this sample',
  open: 'canvas.open',
  icon: Pencil,
  Screen: CanvasScreen,
  sees: () => 'nothing',
  beside: null,
  raisesMessages: true,
  create: (page) => {
    const canvas = new Canvas(page.book, page.edits, page.jobs, page.browser.indexedDB)
    page.live.whenStale('pieces', () => void canvas.loadOffers())
    return [canvas, canvas.saves]
  },
  commands: [
    {
      id: 'canvas.open',
      name: 'Open the canvas with this sample; again: back to the sheet',
      group: 'See',
      keys: ['c'],
      run: toggle('canvas'),
    },
    ...commands,
  ],
}

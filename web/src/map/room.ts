/** The room with the map of all samples: those that are alike lie near each other. */

import ChartScatter from '@lucide/svelte/icons/chart-scatter'
import type { Page } from '../app/context'
import type { Room } from '../app/rooms'
import { Differences } from './differences.svelte'
import { showSimilar } from './similar'
import MapScreen from './MapScreen.svelte'
import { Projections } from './projections.svelte'
import { outlineOf } from './region'
import { Strip } from './strip.svelte'

/** How far an arrow moves the map, in viewports. */
const ARROW = 0.15
const STEPS: Record<string, { x: number; y: number }> = {
  ArrowLeft: { x: -ARROW, y: 0 },
  ArrowRight: { x: ARROW, y: 0 },
  ArrowUp: { x: 0, y: -ARROW },
  ArrowDown: { x: 0, y: ARROW },
}

export const map: Room<Page> = {
  id: 'map',
  title: 'Map',
  what: 'Map',
  open: 'map.open',
  icon: ChartScatter,
  Screen: MapScreen,
  isLayout: true,
  outline: outlineOf,
  create: (page) => {
    const { book, jobs, live, query, selection, view } = page
    const projections = new Projections(book, jobs)
    const strip = new Strip(book)
    selection.path = () => (strip.open && query.layout === 'map' ? strip : view)
    live.whenStale('map', () => projections.moved())
    return [projections, strip, new Differences(book)]
  },
  commands: [
    {
      id: 'map.open',
      name: 'Open the map',
      group: 'See',
      keys: ['m'],
      run: ({ query }) => {
        query.layout = 'map'
      },
    },
    {
      id: 'map.whole-map',
      name: 'Fit the map',
      group: 'See',
      keys: ['z'],
      run: ({ query, ui }) => {
        query.layout = 'map'
        ui.moveMap({ whole: true })
      },
    },
    {
      id: 'map.like',
      name: 'Show similar images',
      group: 'See',
      keys: ['n'],
      needs: 'sample',
      run: (page) => void showSimilar(page),
    },
    {
      id: 'map.move',
      name: 'Move the map',
      group: 'See',
      keys: ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'],
      shown: '← → ↑ ↓',
      in: 'map',
      run: ({ ui }, stroke) => ui.moveMap(STEPS[stroke]),
    },
    {
      id: 'map.zoom-in',
      name: 'Zoom in on the map',
      group: 'See',
      keys: ['+', '=', 'Shift++'],
      shown: '+',
      in: 'map',
      run: ({ ui }) => ui.moveMap({ zoom: 1 }),
    },
    {
      id: 'map.zoom-out',
      name: 'Zoom out on the map',
      group: 'See',
      keys: ['-'],
      in: 'map',
      run: ({ ui }) => ui.moveMap({ zoom: -1 }),
    },
    {
      id: 'map.close-images',
      name: 'Close the images beside the map',
      group: 'See',
      keys: ['Escape'],
      in: 'map',
      when: (page) => page.selection.count === 0,
      run: (page) => {
        page.part(Strip).close()
        page.selection.clear()
      },
    },
  ],
}

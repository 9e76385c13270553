/** The room where fixed models say whether the data became better. */

import Scale from '@lucide/svelte/icons/scale'
import { placeOfKey, digits } from '../app/commands'
import type { Page } from '../app/context'
import { toggle, type Room } from '../app/rooms'
import ChangeForecast from './ChangeForecast.svelte'
import { Judge, PARTS } from './evaluate.svelte'
import EvaluateScreen from './EvaluateScreen.svelte'
import SplitForecast from './SplitForecast.svelte'

const isPeeking = (page: Page): boolean => page.part(Judge).peeking

function peekAt(page: Page, isOpen: boolean): void {
  page.part(Judge).peeking = isOpen
}

export const evaluate: Room<Page> = {
  id: 'judge',
  title: 'Judge',
  what: 'What each change was worth',
  open: 'evaluate.open',
  icon: Scale,
  Screen: EvaluateScreen,
  sees: (page) => (isPeeking(page) ? 'sample' : 'nothing'),
  beside: { isOpen: isPeeking, open: peekAt },
  create: (page) => {
    page.slots.add('selected', ChangeForecast, 'What would it be worth?')
    page.slots.add('split', SplitForecast)
    return [new Judge(page.book, page.jobs, page.query)]
  },
  commands: [
    {
      id: 'evaluate.open',
      name: 'Judge: what each change was worth',
      group: 'See',
      keys: ['w'],
      run: toggle('judge'),
    },
    {
      id: 'evaluate.next-step',
      name: 'Judge: the next step',
      group: 'See',
      keys: ['j'],
      in: 'judge',
      run: (page) => page.part(Judge).moveStep(1),
    },
    {
      id: 'evaluate.step-before',
      name: 'Judge: the step before',
      group: 'See',
      keys: ['k'],
      in: 'judge',
      run: (page) => page.part(Judge).moveStep(-1),
    },
    {
      id: 'evaluate.part',
      name: 'Judge: the parts below the timeline',
      group: 'See',
      keys: [...digits],
      shown: '1 … 9 0',
      in: 'judge',
      // Beside a sample that is looked at, digits label it.
      when: (page) => !isPeeking(page),
      run: (page, stroke) => {
        const part = PARTS.at(placeOfKey(stroke))
        if (part) page.part(Judge).look({ part })
      },
    },
    {
      id: 'evaluate.peek',
      name: 'Judge: look at a sample beside, or no longer',
      group: 'See',
      keys: ['i'],
      in: 'judge',
      run: (page) => peekAt(page, !isPeeking(page) && page.selection.cursor >= 0),
    },
    {
      id: 'evaluate.close',
      name: 'Judge: no sample beside',
      group: 'See',
      keys: ['Escape'],
      in: 'judge',
      run: (page) => peekAt(page, false),
    },
  ],
}

/** The room Evaluate: fixed models measure whether the data became better. */

import Scale from '@lucide/svelte/icons/scale'
import { placeOfKey, digits } from '../app/commands'
import type { Page } from '../app/context'
import { toggle, type Room } from '../app/rooms'
import ChangeForecast from './ChangeForecast.svelte'
import { Evaluation, PARTS } from './evaluation.svelte'
import EvaluateScreen from './EvaluateScreen.svelte'
import SplitForecast from './SplitForecast.svelte'

const isBesideOpen = (page: Page): boolean => page.part(Evaluation).isBesideOpen

function setBesideOpen(page: Page, isOpen: boolean): void {
  page.part(Evaluation).isBesideOpen = isOpen
}

export const evaluate: Room<Page> = {
  id: 'evaluate',
  title: 'Evaluate',
  what: 'What each change was worth',
  open: 'evaluate.open',
  icon: Scale,
  Screen: EvaluateScreen,
  sees: (page) => (isBesideOpen(page) ? 'sample' : 'nothing'),
  beside: { isOpen: isBesideOpen, open: setBesideOpen },
  create: (page) => {
    page.slots.add('selected', ChangeForecast, 'Forecast')
    page.slots.add('split', SplitForecast)
    return [new Evaluation(page.book, page.jobs, page.query, page.registry)]
  },
  commands: [
    {
      id: 'evaluate.open',
      name: 'Open Evaluate; again: back to the sheet',
      group: 'See',
      keys: ['w'],
      run: toggle('evaluate'),
    },
    {
      id: 'evaluate.next-step',
      name: 'Evaluate: next step',
      group: 'See',
      keys: ['j'],
      in: 'evaluate',
      run: (page) => page.part(Evaluation).moveStep(1),
    },
    {
      id: 'evaluate.previous-step',
      name: 'Evaluate: previous step',
      group: 'See',
      keys: ['k'],
      in: 'evaluate',
      run: (page) => page.part(Evaluation).moveStep(-1),
    },
    {
      id: 'evaluate.part',
      name: 'Evaluate: choose the part below the timeline',
      group: 'See',
      keys: [...digits],
      shown: '1 … 9 0',
      in: 'evaluate',
      // While a sample is open beside, digits label it.
      when: (page) => !isBesideOpen(page),
      run: (page, stroke) => {
        const part = PARTS.at(placeOfKey(stroke))
        if (part) page.part(Evaluation).show({ part })
      },
    },
    {
      id: 'evaluate.beside',
      name: 'Evaluate: show or hide a sample beside',
      group: 'See',
      keys: ['i'],
      in: 'evaluate',
      run: (page) => setBesideOpen(page, !isBesideOpen(page) && page.selection.cursor >= 0),
    },
    {
      id: 'evaluate.close-beside',
      name: 'Evaluate: close the sample beside',
      group: 'See',
      keys: ['Escape'],
      in: 'evaluate',
      run: (page) => setBesideOpen(page, false),
    },
  ],
}

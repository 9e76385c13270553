/** Selects what is inside a line. */

import Lasso from '@lucide/svelte/icons/lasso'
import { Lining } from '../states/lining'
import { holdUnder } from '../states/moving'
import type { Tool } from '../tool'

export default {
  id: 'lasso',
  place: 6,
  name: 'Lasso',
  help: 'Lasso',
  key: 'l',
  icon: Lasso,
  hint: 'Draw around what you want to pick.',
  cursor: 'crosshair',
  settings: null,
  press: (desk, press) =>
    holdUnder(desk, press) ??
    new Lining(desk, press, 'selection', (line) => desk.bench.selectLasso(line)),
} satisfies Tool

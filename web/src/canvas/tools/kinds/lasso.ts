/** Selects what is inside a line. */

import Lasso from '@lucide/svelte/icons/lasso'
import { Lining } from '../states/lining'
import { holdUnder } from '../states/moving'
import type { Tool } from '../tool'

export default {
  id: 'canvas.lasso',
  name: 'Lasso',
  group: 'Canvas',
  keys: ['l'],
  in: 'canvas',
  label: 'Lasso',
  place: 6,
  icon: Lasso,
  hint: 'Draw around what you want to select.',
  cursor: 'crosshair',
  settings: null,
  press: (desk, press) =>
    holdUnder(desk, press) ??
    new Lining(desk, press, 'selection', (line) => desk.bench.selectLasso(line)),
} satisfies Tool

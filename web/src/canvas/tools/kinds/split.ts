/** Parts strokes that touch, along a line. */

import Scissors from '@lucide/svelte/icons/scissors'
import { Lining } from '../states/lining'
import type { Tool } from '../tool'

export default {
  id: 'split',
  place: 7,
  name: 'Split touching strokes',
  help: 'Split touching strokes along a line',
  key: 's',
  icon: Scissors,
  hint: 'Draw a line across where two strokes touch: each is a piece of its own then.',
  cursor: 'crosshair',
  settings: null,
  press: (desk, press) => new Lining(desk, press, 'cut', (line) => desk.bench.cut(line)),
} satisfies Tool

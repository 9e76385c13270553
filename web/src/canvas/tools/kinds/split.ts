/** Parts strokes that touch, along a line. */

import Scissors from '@lucide/svelte/icons/scissors'
import { Lining } from '../states/lining'
import type { Tool } from '../tool'

export default {
  id: 'canvas.split',
  name: 'Split touching strokes along a line',
  group: 'Canvas',
  keys: ['s'],
  in: 'canvas',
  label: 'Split touching strokes',
  place: 7,
  icon: Scissors,
  hint: 'Draw a line across where two strokes touch: each becomes a piece of its own.',
  cursor: 'crosshair',
  settings: null,
  press: (desk, press) => new Lining(desk, press, 'cut', (line) => desk.bench.cut(line)),
} satisfies Tool

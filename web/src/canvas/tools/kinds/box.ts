/** Selects what is in a rectangle. */

import SquareDashed from '@lucide/svelte/icons/square-dashed'
import { Boxing } from '../states/boxing'
import { holdUnder } from '../states/moving'
import type { Tool } from '../tool'

export default {
  id: 'canvas.box',
  name: 'Select a rectangle',
  group: 'Canvas',
  keys: ['r'],
  in: 'canvas',
  label: 'Select a rectangle',
  place: 5,
  icon: SquareDashed,
  hint: 'Drag a rectangle around what you want to select.',
  cursor: 'crosshair',
  settings: null,
  press: (desk, press) => holdUnder(desk, press) ?? new Boxing(desk, press),
} satisfies Tool

/** Selects what is in a rectangle. */

import SquareDashed from '@lucide/svelte/icons/square-dashed'
import { Boxing } from '../states/boxing'
import { holdUnder } from '../states/moving'
import type { Tool } from '../tool'

export default {
  id: 'box',
  place: 5,
  name: 'Select a rectangle',
  help: 'Select a rectangle',
  key: 'r',
  icon: SquareDashed,
  hint: 'Drag a rectangle around what you want to pick.',
  cursor: 'crosshair',
  settings: null,
  press: (desk, press) => holdUnder(desk, press) ?? new Boxing(desk, press),
} satisfies Tool

/** Picks the stroke that is clicked, and moves it. */

import MousePointer2 from '@lucide/svelte/icons/mouse-pointer-2'
import { Boxing } from '../states/boxing'
import { hold, holdUnder } from '../states/moving'
import type { Tool } from '../tool'

export default {
  id: 'canvas.piece',
  name: 'Select a piece',
  group: 'Canvas',
  keys: ['w'],
  in: 'canvas',
  label: 'Select a piece',
  place: 1,
  icon: MousePointer2,
  hint: 'Click a stroke to select it; drag to move it; Delete removes it.',
  cursor: 'default',
  settings: null,
  press: (desk, press) => {
    const under = holdUnder(desk, press)
    if (under) return under
    const picks = desk.bench.pick(press.point, desk.look.zoom, press.shift)
    return picks ? hold(desk, press, true) : new Boxing(desk, press)
  },
} satisfies Tool

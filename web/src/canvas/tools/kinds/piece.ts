/** Picks the stroke that is clicked, and moves it. */

import MousePointer2 from '@lucide/svelte/icons/mouse-pointer-2'
import { Boxing } from '../states/boxing'
import { hold, holdUnder } from '../states/moving'
import type { Tool } from '../tool'

export default {
  id: 'piece',
  place: 1,
  name: 'Pieces: click a stroke',
  help: 'Pieces: click a stroke',
  key: 'w',
  icon: MousePointer2,
  hint: 'Click a stroke to pick it; drag to move it; Delete takes it away.',
  cursor: 'default',
  settings: null,
  press: (desk, press) => {
    const under = holdUnder(desk, press)
    if (under) return under
    const picks = desk.bench.pick(press.point, desk.look.zoom, press.shift)
    return picks ? hold(desk, press, true) : new Boxing(desk, press)
  },
} satisfies Tool

/** Brings the bare paper back. */

import Eraser from '@lucide/svelte/icons/eraser'
import { Stroking } from '../states/stroking'
import type { Tool } from '../tool'

export default {
  id: 'eraser',
  place: 2,
  name: 'Eraser: brings the paper back',
  help: 'Eraser: brings the paper back',
  key: 'e',
  icon: Eraser,
  hint: 'Brings back the image’s own paper, with its shade and grain.',
  cursor: 'none',
  settings: { size: 'eraser', softness: true, colour: false },
  press: (desk, press) => {
    const tip = { size: desk.across, softness: desk.softness }
    return new Stroking(desk, press, tip, { kind: 'paper', plate: desk.bench.plate }, 'Erase')
  },
} satisfies Tool

/** Brings the bare paper back. */

import Eraser from '@lucide/svelte/icons/eraser'
import { Stroking } from '../states/stroking'
import type { Tool } from '../tool'

export default {
  id: 'canvas.eraser',
  name: 'Eraser: restores the paper',
  group: 'Canvas',
  keys: ['e'],
  in: 'canvas',
  label: 'Eraser: restores the paper',
  place: 2,
  icon: Eraser,
  hint: 'Restores the paper of the image, with its shade and grain.',
  cursor: 'none',
  settings: { size: 'eraser', softness: true, colour: false },
  press: (desk, press) => {
    const tip = { size: desk.across, softness: desk.softness }
    return new Stroking(desk, press, tip, { kind: 'paper', plate: desk.bench.plate }, 'Erase')
  },
} satisfies Tool

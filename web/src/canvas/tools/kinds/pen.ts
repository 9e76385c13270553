/** Draws in a colour. */

import Pencil from '@lucide/svelte/icons/pencil'
import { Stroking } from '../states/stroking'
import type { Tool } from '../tool'

export default {
  id: 'canvas.pen',
  name: 'Pen',
  group: 'Canvas',
  keys: ['p'],
  in: 'canvas',
  label: 'Pen',
  place: 3,
  icon: Pencil,
  hint: '',
  cursor: 'none',
  settings: { size: 'pen', softness: true, colour: true },
  press: (desk, press) => {
    const tip = { size: desk.across, softness: desk.softness }
    return new Stroking(desk, press, tip, { kind: 'colour', colour: desk.colour }, 'Draw')
  },
} satisfies Tool

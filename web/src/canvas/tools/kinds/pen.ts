/** Draws in a colour. */

import Pencil from '@lucide/svelte/icons/pencil'
import { Stroking } from '../states/stroking'
import type { Tool } from '../tool'

export default {
  id: 'pen',
  place: 3,
  name: 'Pen',
  help: 'Pen',
  key: 'p',
  icon: Pencil,
  hint: '',
  cursor: 'none',
  settings: { size: 'pen', softness: true, colour: true },
  press: (desk, press) => {
    const tip = { size: desk.across, softness: desk.softness }
    return new Stroking(desk, press, tip, { kind: 'colour', colour: desk.colour }, 'Draw')
  },
} satisfies Tool

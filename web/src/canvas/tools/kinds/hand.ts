/** Draws as the image was drawn: as thick, dark and rough. */

import Signature from '@lucide/svelte/icons/signature'
import { Stroking } from '../states/stroking'
import type { Tool } from '../tool'
import pen from './pen'

export default {
  id: 'canvas.hand',
  name: 'Pen in this handwriting: as thick, dark and rough',
  group: 'Canvas',
  keys: ['h'],
  in: 'canvas',
  label: 'Pen in this handwriting',
  place: 4,
  icon: Signature,
  hint: 'Thickness, darkness and grain are those of the strokes in this image.',
  cursor: 'none',
  settings: { size: 'pen', softness: false, colour: false },
  fits: (bench) => bench.hand !== null,
  press: (desk, press) => {
    const { hand } = desk.bench
    // Its key chooses it on an image without strokes too: it is a pen then.
    if (!hand) return pen.press(desk, press)
    return new Stroking(
      desk,
      press,
      { size: desk.across, softness: 0 },
      { kind: 'hand', hand },
      'Draw',
    )
  },
} satisfies Tool

/** What keys do to the tools of the canvas. */

import type { Command } from '../../app/commands'
import type { Page } from '../../app/context'
import { onTools } from '../doing'
import { TOOLS } from './registry'

export const toolCommands: readonly Command<Page>[] = [
  ...TOOLS.map(({ id, name, group, keys }): Command<Page> => ({
    id,
    name,
    group,
    keys,
    in: 'canvas',
    run: onTools((tools) => tools.choose(id)),
  })),
  {
    id: 'canvas.thinner',
    name: 'Thinner pen or eraser',
    group: 'Canvas',
    keys: ['['],
    in: 'canvas',
    run: onTools((tools) => tools.resize(1 / 1.15)),
  },
  {
    id: 'canvas.thicker',
    name: 'Thicker pen or eraser',
    group: 'Canvas',
    keys: [']'],
    in: 'canvas',
    run: onTools((tools) => tools.resize(1.15)),
  },
  {
    id: 'canvas.harder',
    name: 'Harder edge',
    group: 'Canvas',
    keys: ['{', 'Shift+{'],
    shown: '{',
    in: 'canvas',
    run: onTools((tools) => tools.soften(-0.1)),
  },
  {
    id: 'canvas.softer',
    name: 'Softer edge',
    group: 'Canvas',
    keys: ['}', 'Shift+}'],
    shown: '}',
    in: 'canvas',
    run: onTools((tools) => tools.soften(0.1)),
  },
]

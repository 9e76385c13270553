/** All tools of the canvas: every file of `kinds/` is one. */

import type { Tool } from './tool'

const FILES = import.meta.glob<Tool>(['./kinds/*.ts', '!./kinds/*.test.ts'], {
  eager: true,
  import: 'default',
})

/** In the order of their buttons. */
export const TOOLS: readonly Tool[] = Object.values(FILES).sort((a, b) => a.place - b.place)

/** The tool of this id. Throws where there is none. */
export function toolNamed(id: string): Tool {
  const tool = TOOLS.find((tool) => tool.id === id)
  if (!tool) throw new Error(`There is no tool ${id}.`)
  return tool
}

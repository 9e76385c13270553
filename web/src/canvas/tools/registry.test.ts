import { readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { THREE } from '../../../tests/bars'
import { Stage } from '../../../tests/stage'
import { toolCommands } from './commands'
import { TOOLS, toolNamed } from './registry'

const KINDS = path.join(process.cwd(), 'src/canvas/tools/kinds')

describe('the tools of the canvas', () => {
  it('are the files of kinds/, each with a test beside it', () => {
    const files = readdirSync(KINDS)
    const tools = files.filter((file) => !file.endsWith('.test.ts'))
    expect(tools.map((file) => file.replace('.ts', '')).sort()).toEqual(
      TOOLS.map(({ id }) => id.replace('canvas.', '')).sort(),
    )
    for (const { id } of TOOLS) expect(files).toContain(`${id.replace('canvas.', '')}.test.ts`)
  })

  it('have an id, a key and a place that no other has', () => {
    for (const of of ['id', 'keys', 'place'] as const) {
      expect(new Set(TOOLS.map((tool) => String(tool[of]))).size).toBe(TOOLS.length)
    }
  })

  it('are each chosen by their key', () => {
    for (const { id, keys } of TOOLS) {
      const command = toolCommands.find((command) => command.id === id)
      expect(command).toMatchObject({ keys, in: 'canvas' })
    }
  })

  it('start with the one that picks pieces in hand', () => {
    expect(TOOLS[0].id).toBe('canvas.piece')
  })

  it('are asked for by their names only', () => {
    expect(() => toolNamed('spray')).toThrow('There is no tool spray.')
  })
})

describe('every tool', () => {
  it.each(TOOLS.map(({ id }) => id))('%s moves the page while space is held', (id) => {
    const stage = new Stage(THREE, id)
    stage.gesture.panning = true
    stage.drag([
      { x: 10, y: 10 },
      { x: 17, y: 5 },
    ])
    expect(stage.tools.look).toEqual({ x: 7, y: -5, zoom: 1 })
    expect(stage.steps).toEqual([])
  })

  it.each(TOOLS.map(({ id }) => id))('%s does nothing with the other buttons', (id) => {
    const stage = new Stage(THREE, id)
    stage.drag([{ x: 22, y: 45 }], { button: 2 })
    expect(stage.gesture.busy).toBe(false)
    expect(stage.steps).toEqual([])
  })
})

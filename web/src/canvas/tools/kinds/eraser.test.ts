import { describe, expect, it } from 'vitest'
import { THREE, WIDTH } from '../../../../tests/bars'
import { Stage } from '../../../../tests/stage'
import { inkOf } from '../../engine/ink'
import { components } from '../../engine/regions'

const DOWN_THE_FIRST_BAR = [
  { x: 22, y: 10 },
  { x: 22, y: 80 },
] as const

describe('the eraser', () => {
  it('brings the grey paper back where a bar was, in one step', () => {
    const stage = new Stage(THREE, 'canvas.eraser')
    stage.drag(DOWN_THE_FIRST_BAR)
    expect(components(inkOf(stage.bench.drawing.page), WIDTH).count).toBe(2)
    expect(Math.abs(stage.grey({ x: 22, y: 45 }) - 232)).toBeLessThan(12)
    expect(stage.steps).toEqual(['Erase'])
  })

  it('has a size of its own, beside the size of the pens', () => {
    const { tools } = new Stage(THREE, 'canvas.eraser')
    tools.setAcross(33)
    tools.choose('canvas.pen')
    tools.setAcross(4)
    tools.choose('canvas.hand')
    expect(tools.across).toBe(4)
    tools.choose('canvas.eraser')
    expect(tools.across).toBe(33)
  })
})

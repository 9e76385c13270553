import { describe, expect, it } from 'vitest'
import { THREE } from '../../../../tests/bars'
import { Stage } from '../../../../tests/stage'

const LINE = [
  { x: 5, y: 80 },
  { x: 110, y: 80 },
] as const

describe('the pen', () => {
  it('leaves its colour under the pointer, in one step', () => {
    const stage = new Stage(THREE, 'canvas.pen')
    stage.tools.colour = [10, 20, 30]
    stage.drag(LINE)
    expect(stage.grey({ x: 60, y: 80 })).toBe(10)
    expect(stage.steps).toEqual(['Draw'])
  })

  it('is as wide as it is set to', () => {
    const stage = new Stage(THREE, 'canvas.pen')
    stage.tools.colour = [0, 0, 0]
    stage.tools.setAcross(11)
    stage.drag(LINE)
    expect(stage.grey({ x: 60, y: 76 })).toBe(0)
    expect(stage.grey({ x: 60, y: 70 })).toBeGreaterThan(200)
  })

  it('draws thicker where a stylus is pressed harder', () => {
    const dark = [0.1, 1].map((pressure) => {
      const stage = new Stage(THREE, 'canvas.pen')
      stage.tools.setAcross(10)
      stage.drag(LINE, { pointerType: 'pen', pressure })
      return [70, 72, 74, 76, 78, 80].filter((y) => stage.grey({ x: 60, y }) < 100).length
    })
    expect(dark[1]).toBeGreaterThan(dark[0])
  })

  it('leaves nothing where the stroke is cancelled', () => {
    const stage = new Stage(THREE, 'canvas.pen')
    stage.press(LINE)
    expect(stage.drawn).toBeGreaterThan(0)
    stage.gesture.cancel()
    expect(stage.grey({ x: 60, y: 80 })).toBeGreaterThan(200)
    expect(stage.steps).toEqual([])
  })
})

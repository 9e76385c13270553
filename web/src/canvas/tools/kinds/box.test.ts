import { describe, expect, it } from 'vitest'
import { THREE } from '../../../../tests/bars'
import { Stage } from '../../../../tests/stage'

const AROUND_TWO = [
  { x: 65, y: 80 },
  { x: 10, y: 10 },
] as const

describe('the rectangle', () => {
  it('selects the strokes in it, whichever corner it began at', () => {
    const stage = new Stage(THREE, 'canvas.box')
    stage.drag(AROUND_TWO)
    expect(stage.bench.floating?.piece.width).toBeGreaterThan(34)
    expect(stage.bench.isOnFloating({ x: 82, y: 45 })).toBe(false)
    expect(stage.steps).toEqual(['Select'])
  })

  it('is seen while it is drawn', () => {
    const stage = new Stage(THREE, 'canvas.box')
    stage.press(AROUND_TWO)
    expect(stage.gesture.overlay).toMatchObject({ closed: true, as: 'selection' })
    expect(stage.gesture.overlay?.line).toContainEqual({ x: 10, y: 80 })
    stage.gesture.up()
    expect(stage.gesture.overlay).toBeNull()
  })

  it('moves what is selected when it begins on it', () => {
    const stage = new Stage(THREE, 'canvas.box')
    stage.drag(AROUND_TWO)
    stage.drag([
      { x: 40, y: 45 },
      { x: 50, y: 50 },
    ])
    expect(stage.steps).toEqual(['Select', 'Move'])
  })

  it('selects nothing with a click', () => {
    const stage = new Stage(THREE, 'canvas.box')
    stage.drag([{ x: 22, y: 45 }])
    expect(stage.steps).toEqual([])
  })
})

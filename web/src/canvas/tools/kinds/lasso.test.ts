import { describe, expect, it } from 'vitest'
import { THREE } from '../../../../tests/bars'
import { Stage } from '../../../../tests/stage'

const AROUND_THE_FIRST = [
  { x: 10, y: 10 },
  { x: 35, y: 10 },
  { x: 35, y: 80 },
  { x: 10, y: 80 },
] as const

describe('the lasso', () => {
  it('selects what its line goes round, the ends joined', () => {
    const stage = new Stage(THREE, 'canvas.lasso')
    stage.drag(AROUND_THE_FIRST)
    expect(stage.bench.isOnFloating({ x: 22, y: 45 })).toBe(true)
    expect(stage.bench.isOnFloating({ x: 52, y: 45 })).toBe(false)
    expect(stage.steps).toEqual(['Select'])
  })

  it('is seen while it is drawn', () => {
    const stage = new Stage(THREE, 'canvas.lasso')
    stage.press(AROUND_THE_FIRST)
    expect(stage.gesture.overlay).toEqual({
      line: AROUND_THE_FIRST,
      closed: false,
      as: 'selection',
    })
  })

  it('selects nothing when it is cancelled', () => {
    const stage = new Stage(THREE, 'canvas.lasso')
    stage.press(AROUND_THE_FIRST)
    stage.gesture.cancel()
    stage.gesture.up()
    expect(stage.steps).toEqual([])
  })
})

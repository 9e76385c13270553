import { describe, expect, it } from 'vitest'
import { page } from '../../../../tests/bars'
import { Stage } from '../../../../tests/stage'

/** Two bars that a level one joins. */
const JOINED = page(
  [
    [20, 20, 70],
    [80, 20, 70],
  ],
  [[40, 20, 85]],
)
const ACROSS = [
  { x: 52, y: 30 },
  { x: 52, y: 60 },
] as const

describe('the line that splits', () => {
  it('makes two pieces of strokes that touch', () => {
    const stage = new Stage(JOINED, 'canvas.split')
    stage.drag(ACROSS)
    expect(stage.steps).toEqual(['Split'])
    stage.tools.choose('canvas.piece')
    stage.drag([{ x: 22, y: 30 }])
    expect(stage.bench.isOnFloating({ x: 82, y: 30 })).toBe(false)
  })

  it('says so where it parts nothing', () => {
    const stage = new Stage(JOINED, 'canvas.split')
    stage.drag([
      { x: 100, y: 10 },
      { x: 110, y: 10 },
    ])
    expect(stage.steps).toEqual([])
    expect(stage.bench.note).not.toBe('')
  })

  it('is drawn as a cut, and over a selected piece too', () => {
    const stage = new Stage(JOINED, 'canvas.piece')
    stage.drag([{ x: 22, y: 30 }])
    stage.tools.choose('canvas.split')
    stage.press(ACROSS)
    expect(stage.gesture.overlay?.as).toBe('cut')
    expect(stage.bench.floating).toBeNull()
  })
})

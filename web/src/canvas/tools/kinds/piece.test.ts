import { describe, expect, it } from 'vitest'
import { THREE } from '../../../../tests/bars'
import { Stage } from '../../../../tests/stage'

const [FIRST, SECOND] = [
  { x: 22, y: 45 },
  { x: 52, y: 45 },
]
const AWAY = { x: 100, y: 45 }

describe('pieces', () => {
  it('are picked with a click', () => {
    const stage = new Stage(THREE, 'canvas.piece')
    stage.drag([FIRST])
    expect(stage.bench.isOnFloating(FIRST)).toBe(true)
    expect(stage.steps).toEqual(['Pick'])
  })

  it('are picked and moved with one drag, by whole pixels', () => {
    const stage = new Stage(THREE, 'canvas.piece')
    stage.drag([FIRST, { x: 30.4, y: 45 }])
    expect(stage.steps).toEqual(['Pick', 'Move'])
    expect(stage.grey(FIRST)).toBeGreaterThan(200)
    expect(stage.grey({ x: 30, y: 45 })).toBeLessThan(60)
  })

  it('stay where they are when the pointer only trembles, and a finger trembles more', () => {
    const tremble = [FIRST, { x: FIRST.x + 5, y: FIRST.y }] as const
    const [finger, mouse] = (['touch', 'mouse'] as const).map((pointerType) => {
      const stage = new Stage(THREE, 'canvas.piece')
      stage.drag(tremble, { pointerType })
      return stage.steps
    })
    expect(finger).toEqual(['Pick'])
    expect(mouse).toEqual(['Pick', 'Move'])
  })

  it('are picked together with Shift', () => {
    const stage = new Stage(THREE, 'canvas.piece')
    stage.drag([FIRST])
    stage.drag([SECOND], { shiftKey: true })
    expect(stage.bench.isOnFloating(FIRST) && stage.bench.isOnFloating(SECOND)).toBe(true)
  })

  it('are back where they were, not picked, after a drag that is cancelled', () => {
    const stage = new Stage(THREE, 'canvas.piece')
    stage.press([FIRST, AWAY])
    stage.gesture.cancel()
    expect(stage.bench.floating).toBeNull()
    expect(stage.grey(FIRST)).toBeLessThan(60)
    expect(stage.steps).toEqual([])
  })

  it('that were picked before stay picked after a drag that is cancelled', () => {
    const stage = new Stage(THREE, 'canvas.piece')
    stage.drag([FIRST])
    stage.press([FIRST, AWAY])
    stage.gesture.cancel()
    expect(stage.bench.isOnFloating(FIRST)).toBe(true)
  })

  it('are put down with a click beside them', () => {
    const stage = new Stage(THREE, 'canvas.piece')
    stage.drag([FIRST, { x: 30, y: 45 }])
    stage.drag([{ x: 110, y: 5 }])
    expect(stage.bench.floating).toBeNull()
    expect(stage.steps).toHaveLength(3)
  })
})

import { describe, expect, it } from 'vitest'
import { THREE } from '../../../../tests/bars'
import { Stage } from '../../../../tests/stage'
import { blank, WHITE } from '../../engine/raster'
import { toolNamed } from '../registry'

const LINE = [
  { x: 10, y: 80 },
  { x: 110, y: 80 },
] as const

describe('the pen of this hand', () => {
  it('draws about as dark as the strokes of the image', () => {
    const stage = new Stage(THREE, 'canvas.hand')
    stage.tools.colour = [200, 0, 0]
    stage.drag(LINE)
    expect(Math.abs(stage.grey({ x: 60, y: 80 }) - 40)).toBeLessThan(30)
    expect(stage.steps).toEqual(['Draw'])
  })

  it('is not offered for an image without strokes, and draws as the pen there', () => {
    const stage = new Stage(blank(120, 90, WHITE), 'canvas.hand')
    expect(toolNamed('canvas.hand').fits?.(stage.bench)).toBe(false)
    stage.tools.colour = [7, 7, 7]
    stage.drag(LINE)
    expect(stage.grey({ x: 60, y: 80 })).toBe(7)
  })
})

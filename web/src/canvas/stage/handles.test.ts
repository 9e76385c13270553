import { describe, expect, it } from 'vitest'
import { blank } from '../engine/raster'
import { dragged, HANDLES, placeOf, turned } from './handles'

const floating = {
  piece: blank(20, 40),
  x: 50,
  y: 60,
  scaleX: -1.5,
  scaleY: 1,
  angle: 30,
}

describe('handles', () => {
  it('leave what is across where it is, whatever is dragged', () => {
    for (const handle of HANDLES) {
      const across = { x: -handle.x, y: -handle.y } as typeof handle
      const before = placeOf(floating, across)
      for (const free of [true, false]) {
        const from = placeOf(floating, handle)
        const to = { x: from.x + 11, y: from.y - 7 }
        const after = { ...floating, ...dragged(floating, handle, to, free) }
        const now = placeOf(after, across)
        expect(now.x).toBeCloseTo(before.x, 6)
        expect(now.y).toBeCloseTo(before.y, 6)
      }
    }
  })

  it('of a corner keep the proportions, unless they are to be free', () => {
    const corner = { x: 1, y: 1 } as const
    const from = placeOf(floating, corner)
    const kept = { ...floating, ...dragged(floating, corner, { x: from.x + 20, y: from.y }, false) }
    expect(kept.scaleX / kept.scaleY).toBeCloseTo(floating.scaleX / floating.scaleY, 6)
    const free = { ...floating, ...dragged(floating, corner, { x: from.x + 20, y: from.y }, true) }
    expect(free.scaleX / free.scaleY).not.toBeCloseTo(floating.scaleX / floating.scaleY, 2)
    const there = placeOf(free, corner)
    expect(there.x).toBeCloseTo(from.x + 20, 6)
    expect(there.y).toBeCloseTo(from.y, 6)
  })

  it('never turn a piece inside out', () => {
    const side = { x: 1, y: 0 } as const
    const after = dragged(floating, side, { x: -500, y: -500 }, false)
    expect(Math.sign(after.scaleX ?? 0)).toBe(-1)
    expect(Math.abs((after.scaleX ?? 0) * 20)).toBeGreaterThanOrEqual(3)
  })

  it('turn towards the pointer, in notches where wanted', () => {
    expect(turned(floating, { x: 50, y: 0 }, false)).toBe(0)
    expect(turned(floating, { x: 90, y: 60 }, false)).toBe(90)
    expect(turned(floating, { x: 60, y: 0 }, true)).toBe(15)
  })
})

import { expect, test } from 'vitest'
import { Fingers } from './fingers'

test('one finger is no pinch, two are until both are up', () => {
  const fingers = new Fingers()
  expect(fingers.down(1, { x: 0, y: 0 })).toBe(false)
  expect(fingers.move(1, { x: 5, y: 0 })).toBeNull()
  expect(fingers.down(2, { x: 100, y: 0 })).toBe(true)
  expect(fingers.pinching).toBe(true)
  expect(fingers.up(1)).toBe(true)
  expect(fingers.move(2, { x: 90, y: 0 })).toBeNull()
  expect(fingers.pinching).toBe(true)
  expect(fingers.up(2)).toBe(true)
  expect(fingers.pinching).toBe(false)
})

test('fingers that part zoom about their middle, and together they move the page', () => {
  const fingers = new Fingers()
  fingers.down(1, { x: 100, y: 100 })
  fingers.down(2, { x: 200, y: 100 })
  const pinch = fingers.move(2, { x: 300, y: 100 })
  expect(pinch).toEqual({ factor: 2, about: { x: 150, y: 100 }, dx: 50, dy: 0 })
  const both = [fingers.move(1, { x: 100, y: 140 }), fingers.move(2, { x: 300, y: 140 })]
  expect(both[0]?.dy).toBe(20)
  expect((both[0]?.factor ?? 0) * (both[1]?.factor ?? 0)).toBeCloseTo(1)
})

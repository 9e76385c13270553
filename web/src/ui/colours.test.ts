import { describe, expect, test } from 'vitest'
import { classColour, classHue, placeColour, takeClassColours } from './colours'
import { fromHex, toHex, toOklab, toRgb } from './oklch'

function distance(a: number, b: number, dark: boolean): number {
  const [one, other] = [toOklab(placeColour(a, dark)), toOklab(placeColour(b, dark))]
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2])
}

describe.each([false, true])('the colours of classes (dark: %s)', (dark) => {
  test('ten are told apart at a glance', () => {
    for (let a = 0; a < 10; a++) {
      for (let b = 0; b < a; b++) expect(distance(a, b, dark)).toBeGreaterThan(0.15)
    }
  })

  test('two hundred are all different, also as bytes', () => {
    const seen = new Set(
      Array.from({ length: 200 }, (_, index) => toRgb(placeColour(index, dark)).join()),
    )
    expect(seen.size).toBe(200)
  })
})

test('known colours become their bytes', () => {
  expect(toRgb({ l: 1, chroma: 0, hue: 0 })).toEqual([255, 255, 255])
  expect(toRgb({ l: 0, chroma: 0, hue: 0 })).toEqual([0, 0, 0])
  // CSS: red is oklch(0.6279 0.2577 29.23).
  expect(toRgb({ l: 0.6279, chroma: 0.2577, hue: 29.23 })).toEqual([255, 0, 0])
})

test('a class has the colour that somebody chose, others that of their place', () => {
  takeClassColours((index) => (index === 1 ? '#d94f30' : null))
  expect(toRgb(classColour(1, false))).toEqual([0xd9, 0x4f, 0x30])
  expect(toHex(fromHex('#1f77b4'))).toBe('#1f77b4')
  expect(classHue(1)).toBeCloseTo(fromHex('#d94f30').hue, 6)
  expect(classColour(0, false)).toEqual(placeColour(0, false))
  takeClassColours(() => null)
  expect(classColour(1, false)).toEqual(placeColour(1, false))
})

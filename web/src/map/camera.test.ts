import { describe, expect, test } from 'vitest'
import { lookout, panned, revealing, toMap, toScreen, transformTo, WHOLE, zoomed } from './camera'

const at = lookout(WHOLE, 800, 600)

test('a place on the map and its pixel lead to each other', () => {
  const camera = { x: 0.2, y: -0.1, zoom: 3 }
  const near = lookout(camera, 800, 600)
  const [left, top] = toScreen(near, 0.25, 0.05)
  const [x, y] = toMap(near, left, top)
  expect([x, y]).toEqual([expect.closeTo(0.25), expect.closeTo(0.05)])
  expect(toScreen(near, 0.2, -0.1)).toEqual([400, 300])
})

test('the whole map fits into the shorter side', () => {
  const [left, top] = toScreen(at, -1, 1)
  expect(top).toBeGreaterThan(0)
  expect(left).toBeGreaterThan(100)
})

test('a wide map fills a wide viewport', () => {
  const wide = lookout(WHOLE, 800, 400, { x: 1, y: 0.4 })
  const [left] = toScreen(wide, -1, 0)
  const [, top] = toScreen(wide, 0, 0.4)
  expect(left).toBeGreaterThan(0)
  expect(left).toBeLessThan(40)
  expect(top).toBeGreaterThan(0)
})

test('what is under the pointer stays there while it zooms', () => {
  const before = toMap(at, 150, 420)
  const camera = zoomed(WHOLE, at, 2.5, 150, 420)
  const after = toMap(lookout(camera, 800, 600), 150, 420)
  expect(after).toEqual([expect.closeTo(before[0]), expect.closeTo(before[1])])
})

test('a drag moves what is under the pointer by as many pixels', () => {
  const camera = panned(WHOLE, at, 40, -25)
  const [left, top] = toScreen(lookout(camera, 800, 600), 0.1, 0.1)
  const [wasLeft, wasTop] = toScreen(at, 0.1, 0.1)
  expect([left - wasLeft, top - wasTop]).toEqual([expect.closeTo(40), expect.closeTo(-25)])
})

describe('bringing a place into sight', () => {
  test('moves nothing where it is in sight', () => {
    expect(revealing(WHOLE, at, 0.1, 0.2, 40)).toBe(WHOLE)
  })

  test('moves as little as needed where it is not', () => {
    const near = { x: 0, y: 0, zoom: 4 }
    const camera = revealing(near, lookout(near, 800, 600), 0.9, 0, 40)
    const [left, top] = toScreen(lookout(camera, 800, 600), 0.9, 0)
    expect([left, top]).toEqual([expect.closeTo(760), expect.closeTo(300)])
  })
})

test('the drawn picture, transformed, shows every place where it now belongs', () => {
  const now = lookout({ x: 0.1, y: 0.3, zoom: 2 }, 800, 600)
  const [, right, down, scale] = (
    /translate\((.+)px, (.+)px\) scale\((.+)\)/.exec(transformTo(at, now)) ?? []
  ).map(Number)
  const [left, top] = toScreen(at, -0.4, 0.2)
  const moved = [(left - 400) * scale + 400 + right, (top - 300) * scale + 300 + down]
  const [wantedLeft, wantedTop] = toScreen(now, -0.4, 0.2)
  expect(moved).toEqual([expect.closeTo(wantedLeft), expect.closeTo(wantedTop)])
})

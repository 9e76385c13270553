import { describe, expect, test } from 'vitest'
import { MAX_HEIGHT, Scroller } from './virtual'

function scroller(count: number, size: number, viewport = 800): Scroller {
  const scroller = new Scroller()
  scroller.resize({ count, size, viewport })
  return scroller
}

describe('a list that a browser can hold', () => {
  test('scrolls exactly as the browser does', () => {
    const list = scroller(1000, 40)
    expect(list.height).toBe(40_000)
    list.scrolled(12_345)
    expect(list.offset).toBe(12_345)
    expect(list.window()).toEqual({ first: 308, last: 329 })
    expect(list.y(308)).toBe(308 * 40)
    expect(list.settle()).toBe(false)
  })

  test('draws more rows on each side when asked, but none that do not exist', () => {
    const list = scroller(25, 40)
    expect(list.window(5)).toEqual({ first: 0, last: 25 })
    expect(scroller(0, 40).window(5)).toEqual({ first: 0, last: 0 })
  })
})

describe('a list higher than any element may be', () => {
  const rows = 1_000_000
  const size = 256

  test('fits into the highest spacer', () => {
    const list = scroller(rows, size)
    expect(list.total).toBe(256_000_000)
    expect(list.height).toBe(MAX_HEIGHT)
  })

  test('moves by exactly as many pixels as the wheel turns', () => {
    const list = scroller(rows, size)
    list.scrolled(4_000_000)
    const before = list.offset
    let top = 4_000_000
    for (let turn = 0; turn < 100; turn++) {
      const y = list.y(500_000) - top
      list.scrolled((top += 53))
      expect(list.y(500_000) - top).toBeCloseTo(y - 53, 6)
    }
    expect(list.offset - before).toBeCloseTo(5300, 6)
  })

  test('shows its very last row at the end of the scrollbar, and the first at the start', () => {
    const list = scroller(rows, size)
    list.scrolled(MAX_HEIGHT - 800)
    expect(list.window().last).toBe(rows)
    expect(list.y(rows - 1) + size - list.scrollTop).toBeCloseTo(800, 6)
    list.scrolled(0)
    expect(list.window().first).toBe(0)
    expect(list.y(0)).toBe(0)
  })

  test('goes halfway when the thumb goes halfway', () => {
    const list = scroller(rows, size)
    list.scrolled((MAX_HEIGHT - 800) / 2)
    expect(list.window().first).toBeCloseTo(500_000, -1)
  })

  test('puts the thumb right once scrolling has stopped, without moving a row', () => {
    const list = scroller(rows, size)
    list.scrolled(1_000_000)
    for (let top = 1_000_000; top <= 1_050_000; top += 500) list.scrolled(top)
    const { first } = list.window()
    const y = list.y(first) - list.scrollTop
    expect(list.settle()).toBe(true)
    expect(list.window().first).toBe(first)
    expect(list.y(first) - list.scrollTop).toBeCloseTo(y, 6)
    list.scrolled(list.scrollTop)
    expect(list.window().first).toBe(first)
  })

  test('reveals any row with the least movement', () => {
    const list = scroller(rows, size)
    for (const row of [0, 1, 777_777, 777_778, 999_999, 500_000]) {
      list.reveal(row)
      const top = list.y(row) - list.scrollTop
      expect(top).toBeGreaterThanOrEqual(-1e-6)
      expect(top + size).toBeLessThanOrEqual(800 + 1e-6)
      expect(list.reveal(row)).toBe(false)
    }
  })

  test('never scrolls beyond its ends', () => {
    const list = scroller(rows, size)
    list.toTop(999_999)
    expect(list.offset).toBe(256_000_000 - 800)
    list.reveal(0, 100)
    expect(list.offset).toBe(0)
  })
})

test('a zoom keeps the topmost row at the top', () => {
  const list = scroller(1_000_000, 48)
  list.toTop(123_456)
  list.resize({ count: 1_000_000, size: 192, viewport: 800 })
  expect(list.window().first).toBe(123_456)
})

test('fewer rows than before leave nothing blank', () => {
  const list = scroller(1_000_000, 48)
  list.toTop(900_000)
  list.resize({ count: 10, size: 48, viewport: 800 })
  expect(list.offset).toBe(0)
  expect(list.window()).toEqual({ first: 0, last: 10 })
})

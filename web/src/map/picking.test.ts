import { describe, expect, test } from 'vitest'
import type { Projection } from './projections.svelte'
import { nearestRow, rowsInBox, rowsInPolygon } from './picking'

function map(...places: [number, number][]): Projection {
  return {
    x: Float32Array.from(places, ([x]) => x),
    y: Float32Array.from(places, ([, y]) => y),
    typicality: new Float32Array(places.length),
    placed: places.length,
    reach: { x: 1, y: 1 },
  }
}

const all = (count: number): Uint8Array => new Uint8Array(count).fill(1)

describe('the pointer', () => {
  const three = map([0, 0], [0.1, 0], [NaN, NaN])

  test('takes the nearest point within its reach', () => {
    expect(nearestRow(three, all(3), 0.07, 0, 0.05)).toBe(1)
    expect(nearestRow(three, all(3), 0.05, 0.2, 0.05)).toBe(-1)
  })

  test('does not take what the filters leave out, nor what has no place', () => {
    expect(nearestRow(three, Uint8Array.of(1, 0, 1), 0.1, 0, 0.05)).toBe(-1)
  })
})

describe('a lasso', () => {
  // A C: the point in its mouth is in its box, but not in it.
  const outline = [0, 0, 1, 0, 1, 0.3, 0.3, 0.3, 0.3, 0.7, 1, 0.7, 1, 1, 0, 1]

  test('takes what is inside, not what is only near', () => {
    const points = map([0.5, 0.1], [0.6, 0.5], [0.1, 0.5], [0.9, 0.9], [1.2, 0.1])
    expect([...rowsInPolygon(points, all(5), outline)]).toEqual([0, 2, 3])
  })

  test('agrees with the textbook on many points and a wild line', () => {
    let state = 7
    const random = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0
      return (state / 2 ** 32) * 2 - 1
    }
    const wild = Array.from({ length: 2 * 61 }, random)
    const points = map(
      ...Array.from({ length: 3000 }, (): [number, number] => [random(), random()]),
    )
    const wanted = [...points.x.keys()].filter((row) => {
      let inside = false
      for (let i = 0, j = wild.length - 2; i < wild.length; j = i, i += 2) {
        const [x, y] = [points.x[row], points.y[row]]
        const cross =
          ((wild[j] - wild[i]) * (y - wild[i + 1])) / (wild[j + 1] - wild[i + 1]) + wild[i]
        if (wild[i + 1] > y !== wild[j + 1] > y && x < cross) inside = !inside
      }
      return inside
    })
    expect(wanted.length).toBeGreaterThan(300)
    expect([...rowsInPolygon(points, all(3000), wild)]).toEqual(wanted)
  })
})

test('a box tells that it holds too many instead of listing them', () => {
  const points = map([0, 0], [0.1, 0.1], [0.2, 0.2])
  const box = { left: -1, right: 1, bottom: -1, top: 1 }
  expect(rowsInBox(points, all(3), box, 2)).toBeNull()
  expect([...(rowsInBox(points, all(3), box, 3) ?? [])]).toEqual([0, 1, 2])
})

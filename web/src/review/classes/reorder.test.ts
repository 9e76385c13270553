import { expect, test } from 'vitest'
import { placeOf } from './reorder.svelte'

const tops = [0, 40, 80, 160]
const heights = [40, 40, 80, 40]

test.each([
  [0, 0, 0],
  [0, 15, 0],
  [0, 25, 1],
  [0, 90, 2],
  [0, 500, 3],
  [3, -10, 3],
  [3, -50, 2],
  [3, -115, 1],
  [3, -500, 0],
  [2, 30, 3],
])('line %i that is dragged by %i px goes to place %i', (from, away, to) => {
  expect(placeOf(tops, heights, from, away)).toBe(to)
})

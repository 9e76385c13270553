import { expect, test } from 'vitest'
import { placed, sizeFor } from './placing'

test('of thumbnails that would cover each other the first stays', () => {
  const points = [
    { row: 1, x: 100, y: 100 },
    { row: 2, x: 110, y: 105 },
    { row: 3, x: 150, y: 100 },
    { row: 4, x: 100, y: 141 },
  ]
  expect(placed(points, 40).map(({ row }) => row)).toEqual([1, 3, 4])
})

test('the fewer there are, the larger they are', () => {
  expect(sizeFor(10, 800, 600)).toBeGreaterThan(sizeFor(200, 800, 600))
})

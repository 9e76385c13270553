/** The region of the map that some samples take up. */

import type { Page } from '../app/context'
import { Projections } from './projections.svelte'

type Point = [x: number, y: number]

/** The outermost of the samples' places, around; fewer than three where they have no region. */
export function outlineOf(page: Page, samples: readonly number[]): Point[] {
  const { projection } = page.part(Projections).of(page.query.lens)
  if (!projection) return []
  const points = samples
    .map((id) => page.book.rowOf(id))
    .filter((row) => row >= 0 && Number.isFinite(projection.x[row]))
    .map((row): Point => [round(projection.x[row]), round(projection.y[row])])
  return hull(points).slice(0, 500)
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4
}

/** Source: Andrew, Another efficient algorithm for convex hulls in two dimensions, 1979. */
function hull(points: Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a[0] - b[0] || a[1] - b[1])
  const half = (all: Point[]): Point[] => {
    const found: Point[] = []
    for (const point of all) {
      while (found.length > 1 && turn(found[found.length - 2], found[found.length - 1], point) <= 0)
        found.pop()
      found.push(point)
    }
    return found.slice(0, -1)
  }
  return [...half(sorted), ...half(sorted.reverse())]
}

function turn(a: Point, b: Point, c: Point): number {
  return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

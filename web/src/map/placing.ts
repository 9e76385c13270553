/** Which of the points in sight are shown as thumbnails, so that none covers another. */

export interface Placed {
  row: number
  x: number
  y: number
}

const SIZES = { least: 26, most: 88 }
/** Thumbnails may overlap by so much of their side. */
const TOUCH = 0.12

/** The side of a thumbnail in px where `count` points share a viewport. */
export function sizeFor(count: number, width: number, height: number): number {
  const apart = Math.sqrt((width * height) / Math.max(1, count))
  return Math.round(Math.min(Math.max(apart * 0.62, SIZES.least), SIZES.most))
}

/** The first of those that would cover each other; places in px. The rest stay dots. */
export function placed(points: readonly Placed[], size: number): Placed[] {
  const gap = size * (1 - TOUCH)
  const cells = new Map<string, Placed[]>()
  const near = (column: number, line: number): Placed[] => cells.get(`${column} ${line}`) ?? []
  return points.filter((point) => {
    const column = Math.floor(point.x / gap)
    const line = Math.floor(point.y / gap)
    for (let i = column - 1; i <= column + 1; i++) {
      for (let j = line - 1; j <= line + 1; j++) {
        for (const other of near(i, j)) {
          const apart = Math.max(Math.abs(other.x - point.x), Math.abs(other.y - point.y))
          if (apart < gap) return false
        }
      }
    }
    cells.set(`${column} ${line}`, [...near(column, line), point])
    return true
  })
}

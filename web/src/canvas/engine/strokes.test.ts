import { describe, expect, it } from 'vitest'
import { HEIGHT, mean, page, THREE, WIDTH } from '../../../tests/bars'
import { Stroke } from './brush'
import { Drawing, layFloating } from './drawing'
import { handOf } from './hand'
import { inkOf } from './ink'
import { bare, lift, reachOf } from './lift'
import { plateOf } from './paper'
import { blank, boxOf, copyOf, isSame, randomOf, WHITE, type Raster } from './raster'
import { components, near } from './regions'
import { lasso, maskOf, pieceAt, rectangle, strokesOf, thicknessOf } from './strokes'
import { AS_IS, fitting, shaped, sizeOf } from './transform'

describe('strokes', () => {
  it('are found as a flood fill finds them', () => {
    const random = randomOf(5)
    for (let round = 0; round < 20; round++) {
      const mask = new Uint8Array(30 * 20).map(() => (random() < 0.45 ? 1 : 0))
      const { numbers, count } = components(mask, 30)
      const seen = new Set<number>()
      let filledCount = 0
      mask.forEach((here, at) => {
        if (!here || seen.has(at)) return
        filledCount++
        const todo = [at]
        while (todo.length > 0) {
          const one = todo.pop() as number
          if (seen.has(one)) continue
          seen.add(one)
          expect(numbers[one]).toBe(numbers[at])
          const [x, y] = [one % 30, Math.floor(one / 30)]
          for (let dy = -1; dy <= 1; dy++) {
            for (let dx = -1; dx <= 1; dx++) {
              const [column, row] = [x + dx, y + dy]
              if (column < 0 || row < 0 || column > 29 || row > 19) continue
              if (mask[row * 30 + column]) todo.push(row * 30 + column)
            }
          }
        }
      })
      expect(count).toBe(filledCount)
      expect(new Set([...numbers].filter(Boolean)).size).toBe(count)
    }
  })

  it('spread over a square', () => {
    const mask = new Uint8Array(9 * 9)
    mask[4 * 9 + 4] = 1
    const wide = near(mask, 9, 2)
    expect(boxOf(wide, 9)).toEqual({ left: 2, top: 2, width: 5, height: 5 })
    expect(wide.filter(Boolean).length).toBe(25)
  })

  it('are picked by one click, also a little beside them', () => {
    const pieces = strokesOf(inkOf(THREE), WIDTH)
    expect(pieces.count).toBe(3)
    const number = pieceAt(pieces, WIDTH, { x: 57, y: 40 }, 4)
    expect(boxOf(maskOf(pieces, new Set([number])), WIDTH)).toEqual({
      left: 50,
      top: 20,
      width: 5,
      height: 50,
    })
    expect(pieceAt(pieces, WIDTH, { x: 67, y: 40 }, 4)).toBe(0)
  })

  it('that touch are parted by a line, and every pixel goes to one part', () => {
    const joined = page(
      [
        [20, 20, 70],
        [80, 20, 70],
      ],
      [[20, 20, 85]],
    )
    const ink = inkOf(joined)
    expect(strokesOf(ink, WIDTH).count).toBe(1)
    const cut = [
      { x: 52, y: 5 },
      { x: 48, y: 85 },
    ]
    const parted = strokesOf(ink, WIDTH, [cut])
    expect(new Set([...parted.numbers].filter(Boolean)).size).toBe(2)
    ink.forEach((here, at) => expect(parted.numbers[at] > 0).toBe(here === 1))
    const ends = [parted.numbers[60 * WIDTH + 22], parted.numbers[60 * WIDTH + 82]]
    expect(ends[0]).not.toBe(ends[1])
  })

  it('have a thickness', () => {
    expect(thicknessOf(inkOf(page([[30, 10, 80]], [], 5)), WIDTH)).toBeCloseTo(5, 0)
    expect(thicknessOf(inkOf(page([[30, 10, 80]], [], 9)), WIDTH)).toBeCloseTo(9, 0)
  })

  it('inside a lasso are those that the line goes round', () => {
    const mask = lasso(
      [
        { x: 10, y: 10 },
        { x: 40, y: 10 },
        { x: 40, y: 80 },
        { x: 10, y: 80 },
      ],
      WIDTH,
      HEIGHT,
    )
    expect(boxOf(mask, WIDTH)).toEqual({ left: 10, top: 10, width: 30, height: 70 })
    expect(
      boxOf(rectangle({ left: -9, top: 5, width: 20, height: 500 }, WIDTH, HEIGHT), WIDTH),
    ).toEqual({ left: 0, top: 5, width: 11, height: 85 })
  })
})

describe('a piece', () => {
  const ink = inkOf(THREE)
  const plate = plateOf(THREE)
  const pieces = strokesOf(ink, WIDTH)
  const mask = maskOf(pieces, new Set([2]))
  const request = { page: THREE, plate, ink, mask }

  it('put back where it was gives the page again', () => {
    const lifted = lift(request)
    const drawing = new Drawing(THREE)
    bare(drawing.page, plate, reachOf(request))
    expect(strokesOf(inkOf(drawing.page), WIDTH).count).toBe(2)
    if (!lifted) throw new Error('nothing was lifted')
    const { width, height } = lifted.raster
    layFloating(drawing.page, {
      piece: lifted.raster,
      x: lifted.left + width / 2,
      y: lifted.top + height / 2,
      ...AS_IS,
    })
    let most = 0
    mask.forEach((here, at) => {
      const off = Math.abs(drawing.page.data[at * 4] - THREE.data[at * 4])
      if (here) most = Math.max(most, off)
    })
    expect(most).toBeLessThan(8)
  })

  it('is the same after two mirrors, or four quarter turns', () => {
    const piece = lift(request)?.raster ?? blank(1, 1)
    const twice = shaped(shaped(piece, { ...AS_IS, scaleX: -1 }), { ...AS_IS, scaleX: -1 })
    expect(isSame(twice, piece)).toBe(true)
    let turned = copyOf(piece)
    for (let turn = 0; turn < 4; turn++) turned = shaped(turned, { ...AS_IS, angle: 90 })
    expect(isSame(turned, piece)).toBe(true)
    expect(isSame(shaped(piece, { ...AS_IS, angle: 360 }), piece)).toBe(true)
    const half = shaped(piece, { ...AS_IS, angle: 180 })
    expect(isSame(half, shaped(piece, { ...AS_IS, scaleX: -1, scaleY: -1 }))).toBe(true)
  })

  it('keeps its ink when it is scaled and turned', () => {
    const piece = lift(request)?.raster ?? blank(1, 1)
    const total = (raster: Raster): number =>
      raster.data.reduce((sum, value, at) => sum + (at % 4 === 3 ? value : 0), 0)
    const big = shaped(piece, { scaleX: 2, scaleY: 1.5, angle: 0 })
    expect(total(big) / total(piece)).toBeCloseTo(3, 0)
    const small = shaped(piece, { scaleX: 0.5, scaleY: 0.5, angle: 0 })
    expect(total(small) / total(piece)).toBeCloseTo(0.25, 1)
    const turned = shaped(piece, { ...AS_IS, angle: 30 })
    expect(total(turned) / total(piece)).toBeCloseTo(1, 1)
    const [width, height] = sizeOf(piece, { ...AS_IS, angle: 30 })
    expect(Math.abs(turned.width - width)).toBeLessThanOrEqual(1)
    expect(Math.abs(turned.height - height)).toBeLessThanOrEqual(1)
  })

  it('that is larger than the page has a factor with which it fits', () => {
    expect(fitting({ width: 300, height: 100 }, { width: 150, height: 150 })).toBe(0.5)
    expect(fitting({ width: 30, height: 10 }, { width: 150, height: 150 })).toBe(1)
  })
})

describe("the image's own pen", () => {
  it('draws as thick, as dark and as grainy as the image', () => {
    const ink = inkOf(THREE)
    const hand = handOf(THREE, plateOf(THREE), ink)
    if (!hand) throw new Error('there is ink')
    expect(hand.thickness).toBeCloseTo(5, 0)
    expect(hand.edge).toBeLessThan(0.6)
    const drawing = new Drawing(THREE)
    const stroke = new Stroke(
      drawing,
      { size: hand.thickness, softness: 0 },
      { kind: 'hand', hand },
    )
    stroke.to({ x: 105, y: 22 })
    stroke.to({ x: 105, y: 68 })
    drawing.commit('draw')
    const after = inkOf(drawing.page)
    expect(components(after, WIDTH).count).toBe(4)
    const fresh = rectangle({ left: 104, top: 26, width: 3, height: 36 }, WIDTH, HEIGHT)
    expect(Math.abs(mean(drawing.page, fresh) - mean(THREE, ink))).toBeLessThan(6)
    expect(
      new Set([...fresh.keys()].filter((at) => fresh[at]).map((at) => drawing.page.data[at * 4]))
        .size,
    ).toBeGreaterThan(3)
  })

  it('is not there on an empty page', () => {
    const empty = blank(20, 20, WHITE)
    expect(handOf(empty, empty, inkOf(empty))).toBeNull()
  })
})

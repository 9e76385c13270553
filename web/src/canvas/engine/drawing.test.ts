import { describe, expect, it } from 'vitest'
import { HEIGHT, mean, page, THREE, WIDTH } from '../../../tests/bars'
import { Stroke } from './brush'
import { Drawing, layFloating } from './drawing'
import { inkOf, isEmpty, isOnPaper, greyOf } from './ink'
import { filled, plateOf } from './paper'
import { blank, isSame, randomOf, WHITE, type Raster } from './raster'
import { components } from './regions'
import { rectangle } from './strokes'
import { AS_IS } from './transform'

describe('undo', () => {
  it('is an exact inverse of whatever was done, in any order, and redo of undo', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const random = randomOf(seed)
      const drawing = new Drawing(THREE)
      const plate = plateOf(THREE)
      const whole: Raster[] = [drawing.whole()]
      for (let step = 0; step < 25; step++) {
        const request = random()
        if (request < 0.55) {
          const stroke = new Stroke(
            drawing,
            { size: 1 + random() * 20, softness: random() },
            random() < 0.5 ? { kind: 'paper', plate } : { kind: 'colour', colour: [9, 8, 7] },
          )
          for (let point = 0; point < 4; point++) {
            stroke.to({ x: random() * 140 - 10, y: random() * 110 - 10 })
          }
          if (random() < 0.2) drawing.abandon()
          else if (drawing.commit('stroke')) {
            whole.length = drawing.at
            whole.push(drawing.whole())
          }
        } else if (request < 0.8) {
          const { floating } = drawing
          if (floating) drawing.touched(layFloating(drawing.page, floating))
          const piece = page([[2, 2, 20]])
          const next = {
            piece,
            x: random() * 120,
            y: random() * 90,
            ...AS_IS,
            angle: random() * 90,
          }
          drawing.commit('float', { floating: random() < 0.3 ? null : next })
          whole.length = drawing.at
          whole.push(drawing.whole())
        } else {
          const to = Math.floor(random() * (drawing.steps.length + 1))
          drawing.goTo(to)
          expect(isSame(drawing.whole(), whole[to])).toBe(true)
        }
        expect(isSame(drawing.whole(), whole[drawing.at])).toBe(true)
      }
      while (drawing.undo());
      expect(isSame(drawing.page, THREE)).toBe(true)
      while (drawing.redo());
      expect(isSame(drawing.whole(), whole[drawing.steps.length])).toBe(true)
    }
  })

  it('keeps what changed, not whole pages', () => {
    const drawing = new Drawing(blank(1000, 1000, WHITE))
    const stroke = new Stroke(
      drawing,
      { size: 4, softness: 0 },
      { kind: 'colour', colour: [0, 0, 0] },
    )
    stroke.to({ x: 100, y: 100 })
    stroke.to({ x: 200, y: 100 })
    drawing.commit('stroke')
    expect(drawing.steps[0].delta.bits.length).toBeLessThan(700)
  })

  it('makes no step of nothing', () => {
    const drawing = new Drawing(blank(20, 20, WHITE))
    new Stroke(drawing, { size: 4, softness: 0 }, { kind: 'colour', colour: [255, 255, 255] }).to({
      x: 5,
      y: 5,
    })
    expect(drawing.commit('white on white')).toBe(false)
    expect(drawing.undo()).toBe(false)
  })
})

describe('paper', () => {
  it('goes on where ink was, with its shade and its grain', () => {
    const plate = plateOf(THREE)
    const ink = inkOf(THREE)
    expect(mean(plate, ink)).toBeCloseTo(232, -0.3)
    const values = [...ink.keys()].filter((at) => ink[at]).map((at) => plate.data[at * 4])
    const middle = values.reduce((sum, value) => sum + value, 0) / values.length
    const spread = Math.sqrt(
      values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / values.length,
    )
    expect(spread).toBeGreaterThan(1.5)
    expect(spread).toBeLessThan(4)
  })

  it('is grey on grey paper: the eraser does not leave white', () => {
    const drawing = new Drawing(THREE)
    const stroke = new Stroke(
      drawing,
      { size: 12, softness: 0 },
      { kind: 'paper', plate: plateOf(THREE) },
    )
    stroke.to({ x: 22, y: 15 })
    stroke.to({ x: 22, y: 75 })
    drawing.commit('erase')
    expect(components(inkOf(drawing.page), WIDTH).count).toBe(2)
    expect(
      mean(drawing.page, rectangle({ left: 20, top: 20, width: 5, height: 50 }, WIDTH, HEIGHT)),
    ).toBeCloseTo(232, -0.3)
  })

  it('fills a hole in a slope with the slope', () => {
    const slope = blank(64, 48, WHITE)
    for (let at = 0; at < 64 * 48; at++) slope.data.fill(100 + 2 * (at % 64), at * 4, at * 4 + 3)
    const hole = rectangle({ left: 20, top: 10, width: 14, height: 20 }, 64, 48)
    const out = filled(slope, hole)
    hole.forEach((here, at) => {
      if (here) expect(Math.abs(out.data[at * 4] - slope.data[at * 4])).toBeLessThan(8)
    })
  })

  it('is told from a photograph', () => {
    const grey = greyOf(THREE)
    expect(isOnPaper(grey, WIDTH, HEIGHT)).toBe(true)
    const random = randomOf(2)
    const noise = grey.map(() => random() * 255)
    expect(isOnPaper(noise, WIDTH, HEIGHT)).toBe(false)
    expect(isEmpty(blank(30, 30, WHITE))).toBe(true)
    expect(isEmpty(THREE)).toBe(false)
  })
})

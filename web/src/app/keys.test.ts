import { describe, expect, test } from 'vitest'
import { canvasKeyOf, canvasKeys } from '../canvas/keys'
import { classKey, classOfKey, isTyping, keyOf, keys, type Action } from './keys'

const plain = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false }
const action = (key: string, held: Partial<typeof plain> = {}): Action | undefined =>
  keyOf({ key, ...plain, ...held })?.action

describe('keys', () => {
  test('do one thing each', () => {
    const strokes = keys.flatMap((key) => key.strokes)
    expect(new Set(strokes).size).toBe(strokes.length)
    const actions = keys.map((key) => key.action)
    expect(new Set(actions).size).toBe(actions.length)
  })

  test('tell in words what they do', () => {
    for (const key of keys) expect(key.what).toMatch(/^[A-Z]/)
  })

  test('move, extend and select', () => {
    expect(action('j')).toBe('down')
    expect(action('ArrowDown', { shiftKey: true })).toBe('extend-down')
    expect(action('J', { shiftKey: true })).toBe('extend-down')
    expect(action('a', { ctrlKey: true })).toBe('select-all')
    expect(action('a', { metaKey: true })).toBe('select-all')
  })

  test('undo and redo the way every program does', () => {
    expect(action('u')).toBe('undo')
    expect(action('z', { ctrlKey: true })).toBe('undo')
    expect(action('z', { ctrlKey: true, shiftKey: true })).toBe('redo')
    expect(action('U', { shiftKey: true })).toBe('redo')
  })

  test('work on keyboards where signs and digits need Shift', () => {
    expect(action('?', { shiftKey: true })).toBe('help')
    expect(action('/', { shiftKey: true })).toBe('search')
    expect(action('+', { shiftKey: true })).toBe('bigger')
    expect(action('4', { shiftKey: true })).toBe('class')
  })

  test('leave the browser its own', () => {
    expect(action('r', { ctrlKey: true })).toBeUndefined()
    expect(action('t', { ctrlKey: true })).toBeUndefined()
    expect(action('1', { ctrlKey: true })).toBeUndefined()
    expect(action('ArrowLeft', { altKey: true })).toBeUndefined()
  })
})

test('the first ten classes have the digits of the top row', () => {
  expect([0, 8, 9, 10].map(classKey)).toEqual(['1', '9', '0', null])
  for (let index = 0; index < 10; index++) expect(classOfKey(classKey(index) ?? '')).toBe(index)
})

test('no key acts while somebody types', () => {
  const make = (html: string): Element => {
    document.body.innerHTML = html
    return document.body.firstElementChild as Element
  }
  expect(isTyping(make('<input>'))).toBe(true)
  expect(isTyping(make('<textarea></textarea>'))).toBe(true)
  expect(isTyping(make('<select></select>'))).toBe(true)
  expect(isTyping(make('<input type="checkbox">'))).toBe(false)
  expect(isTyping(make('<button>x</button>'))).toBe(false)
  expect(isTyping(null)).toBe(false)
})

test('the keys of the canvas do one thing each, and save with the class keys', () => {
  const strokes = canvasKeys.flatMap((key) => key.strokes)
  expect(new Set(strokes).size).toBe(strokes.length)
  expect(canvasKeyOf({ key: '3', ...plain })?.action).toBe('save')
  expect(canvasKeyOf({ key: 'z', ...plain, ctrlKey: true })?.action).toBe('undo')
  expect(canvasKeyOf({ key: 'x', ...plain, altKey: true })).toBeNull()
  for (const key of canvasKeys) expect(key.what).toMatch(/^[A-Z]/)
})

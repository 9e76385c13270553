import { expect, test } from 'vitest'
import { madeBy } from './tools'

test('a changeset says in words what made it', () => {
  expect(madeBy({ tool: 'sheet', reverts: null })).toBe('edit on the page')
  expect(madeBy({ tool: 'canvas', reverts: null })).toBe('drawn on the canvas')
})

test('an undo and a redo name the changeset that they revert', () => {
  expect(madeBy({ tool: 'undo', reverts: 3 })).toBe('undo of changeset 3')
  expect(madeBy({ tool: 'redo', reverts: 4 })).toBe('redo of changeset 4')
})

test('a tool that the page does not know keeps its own name', () => {
  expect(madeBy({ tool: 'rotate', reverts: null })).toBe('rotate')
})

import { describe, expect, test } from 'vitest'
import type { Milestone } from './types'
import { beforeOf } from './baseline'

const milestone = (name: string, data: string, ...models: string[]): Milestone =>
  ({ name, data, scores: models.map((model) => ({ model })) }) as unknown as Milestone

describe('what a version is measured against', () => {
  test('is the version before it that holds other data', () => {
    const line = [milestone('raw', 'a', 'linear'), milestone('same', 'b'), milestone('now', 'b')]
    expect(beforeOf(line, 'now', 9)).toEqual({ name: 'raw', models: ['linear'], at: null })
    expect(beforeOf(line, 'same', 9)?.name).toBe('raw')
    expect(beforeOf(line, 'raw', 9)).toBeNull()
  })

  test('is the import where nothing has a name', () => {
    const line = [milestone('now', 'b')]
    expect(beforeOf(line, 'now', 9)).toEqual({ name: 'imported', models: [], at: 1 })
    expect(beforeOf(line, 'now', 1)).toBeNull()
    expect(beforeOf([milestone('first', 'b'), milestone('now', 'b')], 'now', 9)).toBeNull()
  })
})

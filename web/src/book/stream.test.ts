import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Changeset } from '../api/model'
import { Stream } from './stream'

let seq = 0
let taken: number[] = []
const missed = vi.fn()
let stream: Stream

beforeEach(() => {
  vi.useFakeTimers()
  seq = 0
  taken = []
  missed.mockClear()
  const take = (id: number): void => {
    seq = id
    taken.push(id)
  }
  stream = new Stream(
    () => seq,
    ({ changeset }) => take(changeset.id),
    missed,
  )
})
afterEach(() => vi.useRealTimers())

function receive(...ids: number[]): void {
  const rest = { groups: [], arrivals: null, classes: null, columns: null, classes_moved: false }
  for (const id of ids) stream.receive({ changeset: { id } as Changeset, ...rest })
}

describe('changesets', () => {
  test('are taken once and in order, whatever order they come in', () => {
    receive(2, 1, 1, 3, 2, 5, 4, 4)
    expect(taken).toEqual([1, 2, 3, 4, 5])
  })

  test('that do not come in time are missed', () => {
    receive(1, 3)
    vi.advanceTimersByTime(1_900)
    expect(missed).not.toHaveBeenCalled()
    vi.advanceTimersByTime(200)
    expect(missed).toHaveBeenCalledOnce()
  })

  test('that come late, but in time, are not missed', () => {
    receive(2)
    vi.advanceTimersByTime(1_000)
    receive(1)
    vi.advanceTimersByTime(5_000)
    expect(missed).not.toHaveBeenCalled()
  })

  test('that come while columns are fetched are taken again on the new ones', () => {
    receive(1)
    stream.record()
    receive(2, 3)
    seq = 2
    stream.replay()
    expect(taken).toEqual([1, 2, 3, 3])
  })

  test('can be waited for', () => {
    const run = vi.fn()
    stream.whenTaken(2, run)
    receive(1)
    expect(run).not.toHaveBeenCalled()
    receive(2)
    expect(run).toHaveBeenCalledOnce()
    stream.whenTaken(1, run)
    expect(run).toHaveBeenCalledTimes(2)
  })
})

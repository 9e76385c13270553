import { expect, test } from 'vitest'
import { Only } from './only'
import { Query } from './query.svelte'

test('a set of samples comes back from its text, whatever its gaps', () => {
  for (const samples of [[1], [1, 2, 3], [5, 9, 10, 11, 400, 401, 100_000], [7, 7, 3]]) {
    const only = Only.of('some', samples)
    expect(Only.read('some', only.text)?.samples).toEqual(only.samples)
  }
  expect(
    Only.of(
      'all',
      Array.from({ length: 2400 }, (_, at) => at + 1),
    ).text,
  ).toBe('1-1uo')
})

test('text that is no set is none', () => {
  for (const text of ['', '..', '1-', 'A', '1-zzzzzzzz']) expect(Only.read('x', text)).toBeNull()
})

test('the address carries a set of samples, unless it is too long for one', () => {
  const query = new Query()
  query.only = Only.of('iv taken for vi', [3, 4, 5, 90])
  expect(query.isFiltered).toBe(true)
  const again = new Query()
  again.fromSearch(query.toSearch())
  expect(again.only?.title).toBe('iv taken for vi')
  expect(again.only?.samples).toEqual([3, 4, 5, 90])
  query.only = Only.of(
    'many',
    Array.from({ length: 9000 }, (_, at) => at * 3 + 1),
  )
  expect(query.toSearch()).toBe('')
  expect(query.isFiltered).toBe(true)
  query.clear()
  expect(query.only).toBeNull()
})

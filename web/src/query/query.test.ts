import { describe, expect, test, vi } from 'vitest'
import { Address } from '../app/address'
import { Query } from './query.svelte'

describe('the search string', () => {
  test('an address of 0.1.0 shows the lens and the kind of issue that it meant', () => {
    const query = new Query()
    query.fromSearch('?view=map&lens=eyes&kind=technical')
    expect([query.lens, query.kind]).toEqual(['own-model', 'image-fault'])
    query.fromSearch('?kind=label')
    expect(query.kind).toBe('mislabelled')
  })

  test('reads like the question that is asked', () => {
    const query = new Query()
    query.toggle('label', 'iv')
    query.toggle('label', 'vi')
    query.toggle('split', 'train')
    query.sortBy('last_change')
    query.sortBy('last_change')
    query.layout = 'gallery'
    expect(query.toSearch()).toBe('?label=iv&label=vi&split=train&sort=-last_change&view=gallery')
  })

  test('is empty for the whole book', () => {
    expect(new Query().toSearch()).toBe('')
    expect(new Query().isFiltered).toBe(false)
  })

  test('brings back everything that it names', () => {
    const query = new Query()
    query.text = 'hand & co'
    query.toggle('label', null)
    query.toggle('label', 'a=b&c')
    query.toggle('tag', null)
    query.toggle('author', 'Änne')
    query.toggle('author', null)
    query.toggle('excluded', '1')
    query.sortBy('width')
    query.zoom(2)
    const again = new Query()
    again.fromSearch(query.toSearch())
    expect(again.toSearch()).toBe(query.toSearch())
    expect([...again.labels]).toEqual([null, 'a=b&c'])
    expect(again.text).toBe('hand & co')
    expect(again.excluded).toBe('yes')
    expect(again.thumbnail).toBe(query.thumbnail)
  })

  test('that makes no sense asks for the whole book', () => {
    const query = new Query()
    query.fromSearch('?split=nowhere&sort=colour&size=7&view=cube&excluded=perhaps&fbclid=1')
    expect(query.toSearch()).toBe('')
  })

  test('leaves the thumbnail size alone when it comes from a presenter', () => {
    const query = new Query()
    query.zoom(1)
    const mine = query.thumbnail
    query.fromSearch('?label=iv&size=256', { thumbnail: false })
    expect(query.thumbnail).toBe(mine)
    expect(query.has('label', 'iv')).toBe(true)
  })
})

test('a facet value is taken in, and out again', () => {
  const query = new Query()
  query.toggle('excluded', null)
  expect(query.excluded).toBe('no')
  query.toggle('excluded', '1')
  expect(query.excluded).toBe('yes')
  query.toggle('excluded', '1')
  expect(query.excluded).toBe('any')
  query.toggle('tag', 'doodle')
  query.clear('tag')
  expect(query.isFiltered).toBe(false)
})

describe('the address', () => {
  const open = (search: string): { query: Query; address: Address; samples: number[] } => {
    vi.useFakeTimers()
    history.replaceState(null, '', `/${search}`)
    const query = new Query()
    const samples: number[] = []
    const address = new Address(window, query, (sample) => samples.push(sample))
    return { query, address, samples }
  }

  test('opens the page as it was shared', () => {
    const { query, address } = open('?label=iv&sample=12')
    expect(query.has('label', 'iv')).toBe(true)
    expect(address.sample).toBe(12)
    address.stop()
  })

  test('follows the filters, and each change of them is one step back', () => {
    const { query, address } = open('')
    const steps = history.length
    query.toggle('label', 'iv')
    address.write(3)
    vi.advanceTimersByTime(300)
    expect(location.search).toBe('?label=iv&sample=3')
    expect(history.length).toBe(steps + 1)
    address.write(4)
    query.sortBy('width')
    address.write(4)
    vi.advanceTimersByTime(300)
    expect(location.search).toBe('?label=iv&sort=width&sample=4')
    expect(history.length).toBe(steps + 1)
    address.stop()
  })

  test('going back asks the old question and selects the old sample', () => {
    const { query, address, samples } = open('?label=iv')
    history.replaceState(null, '', '/?split=val&sample=9')
    window.dispatchEvent(new PopStateEvent('popstate'))
    expect(query.has('label', 'iv')).toBe(false)
    expect(query.has('split', 'val')).toBe(true)
    expect(samples).toEqual([9])
    address.stop()
  })
})

import { describe, expect, test } from 'vitest'
import { namesFile, snapshotFile } from '../../tests/columns-file'
import { decode, fileSize, indexOfId, readHeader } from './columns'
import { Names } from './names'

const book = {
  seq: 7,
  classes: ['i', 'iv'],
  samples: [
    { id: 1, path: 'train/i/b10.png', label: 'i', tags: ['doodle'] },
    { id: 4, path: 'train/i/b9.png', label: null, split: 'val' as const, excluded: true },
    { id: 9, path: 'test/iv/Zähler.png', label: 'iv', author: 'Anna', lastChange: 7 },
  ],
}

describe('the columns file', () => {
  test('gives back every cell of the book', () => {
    const columns = decode(snapshotFile(book))
    expect(columns.seq).toBe(7)
    expect(columns.rows).toBe(3)
    expect([...columns.id]).toEqual([1, 4, 9])
    expect([...columns.label]).toEqual([1, 0, 2])
    expect([...columns.split]).toEqual([0, 1, 0])
    expect([...columns.excluded]).toEqual([0, 1, 0])
    expect([...columns.author]).toEqual([0, 0, 1])
    expect([...columns.lastChange]).toEqual([0, 0, 7])
    expect([...(columns.tagged.get('doodle') ?? [])]).toEqual([1, 0, 0])
  })

  test('tells its size before all of it has arrived', () => {
    const file = new Uint8Array(snapshotFile(book))
    expect(readHeader(file.subarray(0, 6))).toBeNull()
    expect(readHeader(file.subarray(0, 40))).toBeNull()
    const header = readHeader(file)
    expect(header?.rows).toBe(3)
    if (header) expect(Math.abs(fileSize(header) - file.length)).toBeLessThan(8)
  })

  test('that is cut short or something else is refused in words', () => {
    const file = snapshotFile(book)
    expect(() => decode(file.slice(0, file.byteLength - 16))).toThrow(/cut short/)
    expect(() => decode(new TextEncoder().encode('<!doctype html>').buffer)).toThrow(
      /no columns file/,
    )
  })

  test('finds the row of an id, with and without gaps', () => {
    const ids = Uint32Array.of(3, 4, 5, 100, 2_000_000_000)
    expect([3, 5, 100, 2_000_000_000].map((id) => indexOfId(ids, id))).toEqual([0, 2, 3, 4])
    expect([0, 6, 99, 3_000_000_000].map((id) => indexOfId(ids, id))).toEqual([-1, -1, -1, -1])
    expect(indexOfId(new Uint32Array(), 1)).toBe(-1)
  })
})

describe('names', () => {
  const search = (names: Names, text: string): number[] =>
    [...names.search(text).keys()].filter((row) => names.search(text)[row] === 1)
  const named = (...paths: string[]): Names =>
    new Names(namesFile({ classes: [], samples: paths.map((path, at) => ({ id: at + 1, path })) }))

  test('give the path and the file of a row', () => {
    const names = new Names(namesFile(book))
    expect(names.path(2)).toBe('test/iv/Zähler.png')
    expect(names.file(2)).toBe('Zähler.png')
  })

  test('are found by any part of the path, whatever the case', () => {
    const names = named('train/iv/Hand_A.png', 'val/v/hand_b.png', 'test/x.png')
    expect(search(names, 'HAND')).toEqual([0, 1])
    expect(search(names, 'n/iv/h')).toEqual([0])
    expect(search(names, '.png')).toEqual([0, 1, 2])
    expect(search(names, 'absent')).toEqual([])
    expect(search(names, '')).toEqual([0, 1, 2])
  })

  test('are not found across the border of two paths', () => {
    const names = named('train/ab', 'cd/ef', '', 'cd')
    expect(search(names, 'bc')).toEqual([])
    expect(search(names, 'cd')).toEqual([1, 3])
  })

  test('have only their capitals made small, wherever they stand', () => {
    const every = String.fromCharCode(...Array.from({ length: 127 }, (_, at) => at + 1))
    const paths = [0, 1, 2, 3].map((shift) => '-'.repeat(shift) + every)
    expect(search(named(...paths), every.toLowerCase())).toEqual([0, 1, 2, 3])
    expect(search(named('@[`{'), '`')).toEqual([0])
  })

  test('are found in every script, composed or not', () => {
    const names = named('ÜBUNG/a.png', 'U\u0308bung/b.png', 'ПРИМЕР.png', 'İstanbul.png')
    expect(search(names, 'übung')).toEqual([0, 1])
    expect(search(names, 'U\u0308BUNG')).toEqual([0, 1])
    expect(search(names, 'пример')).toEqual([2])
    expect(search(names, 'stanbul')).toEqual([3])
  })

  test('agree with a plain search, for many patterns', () => {
    const paths = Array.from({ length: 300 }, (_, at) => `${'abc'.repeat(at % 5)}/${at}aab.png`)
    const names = named(...paths)
    for (const text of ['a', 'aa', 'aab', 'abca', 'c/1', '99', 'b.p', 'aaab', '/', 'cabc/2']) {
      const plain = [...paths.keys()].filter((row) => paths[row].includes(text))
      expect(search(names, text)).toEqual(plain)
    }
  })
})

/** A book of many rows, made from a fixed seed. */

import { declared } from '../tests/columns-file'
import type { Columns } from '../src/book/columns'
import { Names } from '../src/book/names'
import { columnsFile } from '../tests/columns-file'

const ROMANS = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x']
const SPLITS = ['train', 'train', 'train', 'val', 'test']

function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1664525 + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

export function manyColumns(rows: number): Columns {
  const next = random(1)
  const u32 = (of: (row: number) => number): Uint32Array =>
    Uint32Array.from({ length: rows }, (_, row) => of(row))
  const pathRank = u32((row) => row)
  for (let row = rows - 1; row > 0; row--) {
    const other = Math.floor(next() * (row + 1))
    ;[pathRank[row], pathRank[other]] = [pathRank[other], pathRank[row]]
  }
  const author = Uint16Array.from({ length: rows }, () =>
    next() < 0.9 ? 0 : 1 + Math.floor(next() * 20),
  )
  return {
    seq: 100_000,
    rows,
    classes: [...ROMANS],
    about: [],
    tags: ['blurry', 'doodle', 'dotted', 'keep', 'typical'],
    authors: Array.from({ length: 20 }, (_, at) => `Person ${at}`),
    id: u32((row) => row + 1),
    label: Uint16Array.from({ length: rows }, () => Math.floor(next() * 11)),
    split: Uint8Array.from({ length: rows }, () => Math.floor(next() * 3)),
    excluded: Uint8Array.from({ length: rows }, () => Number(next() < 0.04)),
    fields: new Map(
      [
        { ...declared('width'), array: u32(() => 16 + Math.floor(next() * 2000)) },
        { ...declared('height'), array: u32(() => 16 + Math.floor(next() * 2000)) },
      ].map((field) => [field.name, field]),
    ),
    metadata: new Map(),
    lastChange: u32((row) => (author[row] === 0 ? 0 : 1 + Math.floor(next() * 100_000))),
    author,
    pathRank,
    hash: u32(() => Math.floor(next() * 2 ** 32)),
    tagged: new Map(
      ['blurry', 'doodle', 'dotted', 'keep', 'typical'].map((tag) => [
        tag,
        Uint8Array.from({ length: rows }, () => Number(next() < 0.05)),
      ]),
    ),
  }
}

export function manyNames(rows: number): Names {
  const next = random(2)
  const encoder = new TextEncoder()
  const offset = new Uint32Array(rows + 1)
  const bytes = new Uint8Array(rows * 48)
  for (let row = 0; row < rows; row++) {
    const split = SPLITS[Math.floor(next() * SPLITS.length)]
    const label = ROMANS[Math.floor(next() * ROMANS.length)]
    const file = Math.floor(next() * 2 ** 32).toString(16)
    const { written } = encoder.encodeInto(
      `${split}/${label}/Hand_${file}${row}.png`,
      bytes.subarray(offset[row]),
    )
    offset[row + 1] = offset[row] + written
  }
  return new Names(
    columnsFile({ seq: 0, rows, classes: [], tags: [], authors: [] }, [
      ['path_offset', offset],
      ['path', bytes.subarray(0, offset[rows])],
    ]),
  )
}

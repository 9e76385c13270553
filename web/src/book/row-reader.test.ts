import { expect, test } from 'vitest'
import { EMPTY, type AboutClass, type Columns } from './columns'
import { RowReader } from './row-reader'

class Reader extends RowReader {
  constructor(readonly columns: Columns) {
    super()
  }
}

const about = (key: string | null = null): AboutClass => ({ description: '', key, colour: null })
const classes = ['cat', 'dog', 'hen', 'new']

test('a chosen key goes before that of the place, which then nobody has twice', () => {
  const reader = new Reader({ ...EMPTY, classes, about: [about(), about('1'), about()] })
  expect(classes.map((_, index) => reader.classKey(index))).toEqual([null, '1', '3', '4'])
  expect(['1', 'Shift+3', '2', 'n'].map((key) => reader.classOf(key))).toEqual([
    'dog',
    'hen',
    undefined,
    undefined,
  ])
})

test('of many classes the first ten have a key', () => {
  const many = Array.from({ length: 12 }, (_, at) => `c${at}`)
  const reader = new Reader({ ...EMPTY, classes: many })
  expect([0, 8, 9, 10].map((index) => reader.classKey(index))).toEqual(['1', '9', '0', null])
})

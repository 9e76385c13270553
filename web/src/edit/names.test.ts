import { expect, test } from 'vitest'
import { nearName, tidyName } from './names'

test('a name is kept as the server keeps it', () => {
  expect(tidyName(' tr ')).toBe('tr')
  expect(tidyName('two\n  words')).toBe('two words')
  expect(tidyName('cafe\u0301')).toBe('caf\u00e9')
  expect(tidyName('\u202etac\u202c')).toBe('tac')
  expect(tidyName('\u{1f469}\u200d\u{1f52c}')).toBe('\u{1f469}\u200d\u{1f52c}')
  expect(tidyName('\u200b \u3164')).toBe('')
})

test('a slip of a class is found, another number or numeral is none', () => {
  const classes = ['zebra', 'Dog', 'page 1', 'viii', 'iv', 'golden retriever']
  expect(nearName('zebr', classes)).toBe('zebra')
  expect(nearName('zerba', classes)).toBe('zebra')
  expect(nearName('dog', classes)).toBe('Dog')
  expect(nearName('golden-retreiver', classes)).toBe('golden retriever')
  expect(nearName('page 2', classes)).toBeNull()
  expect(nearName('vii', classes)).toBeNull()
  expect(nearName('vi', classes)).toBeNull()
  expect(nearName('horse', classes)).toBeNull()
  expect(nearName('zebra', classes)).toBeNull()
})

import { expect, test } from 'vitest'
import { capitalised } from './capitalised'

test('a sentence begins with a capital, a class name stays as it is', () => {
  expect(capitalised('looks like no class', ['i', 'vi'])).toBe('Looks like no class')
  expect(capitalised('vi (0.34) and iv fit about equally well', ['i', 'vi'])).toBe(
    'vi (0.34) and iv fit about equally well',
  )
  expect(capitalised('is cut off', ['i'])).toBe('Is cut off')
})

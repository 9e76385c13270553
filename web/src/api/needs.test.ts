import { expect, test } from 'vitest'
import { withWay } from './needs'

test('what an error needs is said in the words of the page', () => {
  expect(withWay('numerals has no style map yet', 'map')).toBe(
    'numerals has no style map yet: choose “Make the map” in Map',
  )
  expect(withWay('none: label some', 'embeddings')).toMatch(/; choose/)
})

test('an error that needs nothing, or what the page cannot give, stays as it is', () => {
  expect(withWay('there is no sample 9', undefined)).toBe('there is no sample 9')
  expect(withWay('there is no recipe', 'recipe')).toBe('there is no recipe')
})

import { expect, test } from 'vitest'
import { Query } from './query.svelte'

test.each([
  ['?view=doubts', '?view=issues'],
  ['?view=talk&thread=3', '?view=discuss&thread=3'],
  ['?view=judge&part=worth', '?view=evaluate&part=attribution'],
  ['?view=judge&part=learnt', '?view=evaluate&part=dynamics'],
])('the old address %s still opens, as %s', (old, current) => {
  const query = new Query()
  query.fromSearch(old)
  expect(query.toSearch()).toBe(current)
})

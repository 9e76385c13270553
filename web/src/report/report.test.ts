import { beforeEach, describe, expect, test } from 'vitest'
import { readMap, type ReportMap } from './data'
import { facetsOf } from './facets'
import { State } from './state'
import { tableOf } from './table'
import { View } from './view'

function base64(values: Uint8Array | Uint16Array | Uint32Array): string {
  return btoa(String.fromCharCode(...new Uint8Array(values.buffer)))
}

/** Four samples at the corners of a square in the upper right of the map. */
function packed(more: object = {}): string {
  return JSON.stringify({
    paths: ['a "1".png', 'b.png', 'c.png', 'd.png'],
    classes: ['i', 'ii'],
    splits: ['train', 'val', 'test'],
    id: base64(Uint32Array.of(7, 8, 9, 10)),
    x: base64(Uint16Array.of(32768, 65535, 32768, 65535)),
    y: base64(Uint16Array.of(65535, 65535, 32768, 32768)),
    label: base64(Uint16Array.of(1, 2, 0, 1)),
    split: base64(Uint16Array.of(1, 1, 2, 2)),
    typicality: base64(Uint8Array.of(254, 0, 127, 255)),
    width: base64(Uint8Array.of(96, 96, 0, 96)),
    height: base64(Uint8Array.of(96, 96, 0, 96)),
    ...{ tile: 96, columns: 16, perSheet: 256, sheets: 1 },
    ...more,
  })
}

let map: ReportMap
let state: State
let view: View

beforeEach(() => {
  map = readMap(packed())
  state = new State(map.rows, facetsOf(map)[0])
  view = new View(map.projection, state)
  view.resize(400, 400)
})

describe('the columns', () => {
  test('the places are around the middle of what the map fills', () => {
    const { x, y, reach } = map.projection
    expect([...x].map((value) => Number(value.toFixed(3)))).toEqual([-0.5, 0.5, -0.5, 0.5])
    expect([...y].map((value) => Number(value.toFixed(3)))).toEqual([0.5, 0.5, -0.5, -0.5])
    expect(reach.x).toBeCloseTo(0.5, 3)
  })

  test('what is not known stays unknown', () => {
    expect([...map.projection.typicality]).toEqual([1, 0, 0.5, NaN])
    expect(map.issues).toBeNull()
    expect(map.changes).toBeNull()
  })
})

describe('what one can colour by', () => {
  test('what the book did not say is not offered', () => {
    expect(facetsOf(map).map(({ name }) => name)).toEqual(['Label', 'Split', 'Typicality'])
    const codes = base64(Uint16Array.of(0, 0, 0, 1))
    const told = { score: base64(Uint8Array.of(0, 1, 2, 3)), suggestion: codes }
    const changed = { imported: codes, difference: codes, differences: ['added'] }
    const all = facetsOf(readMap(packed({ ...told, ...changed })))
    expect(all.slice(3).map(({ name }) => name)).toEqual([
      ...['Issue score', 'Suggestion', 'Label as imported', 'What changed'],
    ])
  })

  test('the legend has what there is, the highest band first', () => {
    const [label, split, typicality] = facetsOf(map)
    expect(label.entries.map(({ text }) => text)).toEqual(['no label', 'i', 'ii'])
    expect(split.entries.map(({ text }) => text)).toEqual(['train', 'val'])
    expect(typicality.entries.map(({ text }) => text)).toEqual([
      ...['80 to 100 %, typical', '40 to 60 %', '0 to 20 %, outlier', 'not known'],
    ])
  })
})

describe('filters and selection', () => {
  test('what a filter leaves out is not found and not selected', () => {
    expect([...view.rowsInSight()]).toEqual([0, 1, 2, 3])
    state.select([0, 1])
    state.toggleFilter(state.facet, 1)
    expect([...view.rowsInSight()]).toEqual([0, 3])
    expect([...state.standingOut()]).toEqual([0])
    expect([state.counts(state.facet).get(2), state.selectedCount]).toEqual([1, 1])
    state.clearFilters()
    expect(view.rowsInSight()).toHaveLength(4)
  })

  test('a lasso takes what is within', () => {
    const path = [
      [0, 0],
      [400, 0],
      [0, 400],
    ] as const
    expect([...view.rowsInLasso(path)]).toEqual([0])
  })

  test('a sample that is looked for is in the middle', () => {
    view.lookAt(3)
    expect(view.rowAt([200, 200])).toBe(3)
    expect(view.rowAt([20, 20])).toBe(-1)
  })
})

test('the table of samples quotes what has quotation marks', () => {
  expect(tableOf(map, [0, 2])).toBe(
    'sample,path,label,split\n7,"a ""1"".png","i",train\n9,"c.png","",val\n',
  )
})

/** The order in which samples are listed beside the map. */

export type TypicalityOrder = 'typical' | 'outliers'

/** Rows by their typicality; equal ones by row. */
export function inOrder(
  rows: Uint32Array,
  typicality: Float32Array,
  order: TypicalityOrder,
): Uint32Array {
  // One number holds both, so that the native sort of numbers does it: the row in the low 2^32.
  const keys = new Float64Array(rows.length)
  for (let at = 0; at < rows.length; at++) {
    const value = typicality[rows[at]] || 0
    const rank = Math.round((order === 'typical' ? 1 - value : value) * 1_000_000)
    keys[at] = rank * 2 ** 32 + rows[at]
  }
  keys.sort()
  return Uint32Array.from(keys, (key) => key % 2 ** 32)
}

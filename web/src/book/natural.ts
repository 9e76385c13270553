/** The order in which people expect paths, as the server has it: numbers by value, no capitals. */

/** Digits are as long as this, so that they compare by value. */
const DIGITS = 20
const encoder = new TextEncoder()

interface NaturalKey {
  folded: Uint8Array
  name: Uint8Array
}

export function naturalKey(name: string): NaturalKey {
  const folded = name.toLowerCase().replace(/\p{Nd}+/gu, (digits) => digits.padStart(DIGITS, '0'))
  return { folded: encoder.encode(folded), name: encoder.encode(name) }
}

/** Less than 0 where `a` comes first. Bytes of UTF-8 compare as the server compares text. */
export function compareNaturally(a: NaturalKey, b: NaturalKey): number {
  return compareBytes(a.folded, b.folded) || compareBytes(a.name, b.name)
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length)
  for (let at = 0; at < shared; at++) if (a[at] !== b[at]) return a[at] - b[at]
  return a.length - b.length
}

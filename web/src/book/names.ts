/** The paths of all rows as bytes, and searching them. */

import { decodeNames } from './columns'

const decoder = new TextDecoder()
const encoder = new TextEncoder()

function fold(text: string): string {
  return text.normalize('NFC').toLowerCase()
}

export class Names {
  readonly rows: number
  private readonly offset: Uint32Array
  private readonly bytes: Uint8Array
  private folded: Uint8Array | null = null
  /** Rows whose folded path is not as long as the path: searched one by one. */
  private readonly odd = new Map<number, string>()

  constructor(source: ArrayBuffer | { offset: Uint32Array; bytes: Uint8Array }) {
    const { offset, bytes } = source instanceof ArrayBuffer ? decodeNames(source) : source
    this.offset = offset
    this.bytes = bytes
    this.rows = offset.length - 1
  }

  path(row: number): string {
    return decoder.decode(this.bytes.subarray(this.offset[row], this.offset[row + 1]))
  }

  /** The path's last part. */
  file(row: number): string {
    const path = this.path(row)
    return path.slice(path.lastIndexOf('/') + 1)
  }

  /** The names without some rows, which ascend. */
  without(gone: Uint32Array): Names {
    const { offset } = this
    const parts: Uint8Array[] = []
    const lengths = new Uint32Array(this.rows - gone.length)
    let from = 0
    for (let count = 0; count <= gone.length; count++) {
      const to = count < gone.length ? gone[count] : this.rows
      parts.push(this.bytes.subarray(offset[from], offset[to]))
      for (let row = from; row < to; row++) lengths[row - count] = offset[row + 1] - offset[row]
      from = to + 1
    }
    return joined(parts, lengths)
  }

  /** The names with one more before each of some places, which ascend. */
  with(places: Uint32Array, paths: readonly string[]): Names {
    const { offset } = this
    const parts: Uint8Array[] = []
    const lengths = new Uint32Array(this.rows + places.length)
    let from = 0
    for (let count = 0; count <= places.length; count++) {
      const to = count < places.length ? places[count] : this.rows
      parts.push(this.bytes.subarray(offset[from], offset[to]))
      for (let row = from; row < to; row++) lengths[row + count] = offset[row + 1] - offset[row]
      if (count < places.length) {
        const path = encoder.encode(paths[count])
        parts.push(path)
        lengths[to + count] = path.length
      }
      from = to
    }
    return joined(parts, lengths)
  }

  /** 0 or 1 per row: does the path contain `text`, whatever the case? */
  search(text: string): Uint8Array {
    const found = new Uint8Array(this.rows)
    const wanted = fold(text)
    const pattern = encoder.encode(wanted)
    if (pattern.length === 0) return found.fill(1)
    this.mark(pattern, found)
    for (const [row, path] of this.odd) if (path.includes(wanted)) found[row] = 1
    return found
  }

  /** Boyer-Moore-Horspool over all paths at once; a hit may not cross two paths. */
  private mark(pattern: Uint8Array, found: Uint8Array): void {
    const bytes = (this.folded ??= this.fold())
    const { offset } = this
    const length = pattern.length
    const last = length - 1
    const skip = new Int32Array(256).fill(length)
    for (let i = 0; i < last; i++) skip[pattern[i]] = last - i
    const lastByte = pattern[last]
    const end = bytes.length
    let row = 0
    let at = last
    while (at < end) {
      const byte = bytes[at]
      if (byte === lastByte) {
        let k = last - 1
        while (k >= 0 && bytes[at - last + k] === pattern[k]) k--
        if (k < 0) {
          const start = at - last
          while (offset[row + 1] <= start) row++
          if (at < offset[row + 1]) {
            found[row] = 1
            at = offset[row + 1] + last
            continue
          }
        }
      }
      at += skip[byte]
    }
  }

  private fold(): Uint8Array {
    const folded = this.bytes.slice()
    if (!lowerAscii(folded)) this.foldForeign(folded)
    return folded
  }

  private foldForeign(folded: Uint8Array): void {
    for (let row = 0; row < this.rows; row++) {
      const start = this.offset[row]
      const end = this.offset[row + 1]
      let i = start
      while (i < end && folded[i] < 128) i++
      if (i === end) continue
      const text = fold(this.path(row))
      const bytes = encoder.encode(text)
      if (bytes.length === end - start) folded.set(bytes, start)
      else this.odd.set(row, text)
    }
  }
}

function joined(parts: readonly Uint8Array[], lengths: Uint32Array): Names {
  const offset = new Uint32Array(lengths.length + 1)
  for (let row = 0; row < lengths.length; row++) offset[row + 1] = offset[row] + lengths[row]
  const bytes = new Uint8Array(offset[lengths.length])
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return new Names({ offset, bytes })
}

/**
 * Make ASCII capitals small, in place; returns whether all bytes are ASCII.
 *
 * Four bytes at a time: in each, adding 0x3f or 0x25 to the low seven bits carries into the
 * eighth from 'A' on and from after 'Z' on; where just one of them does, 0x20 is set.
 */
function lowerAscii(bytes: Uint8Array): boolean {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >> 2)
  let all = 0
  for (let i = 0; i < words.length; i++) {
    const word = words[i]
    const low = word & 0x7f7f7f7f
    const capital = (low + 0x3f3f3f3f) ^ (low + 0x25252525)
    words[i] = word | ((capital & ~word & 0x80808080) >>> 2)
    all |= word
  }
  for (let i = words.length * 4; i < bytes.length; i++) {
    const byte = bytes[i]
    if (byte >= 65 && byte <= 90) bytes[i] = byte + 32
    all |= byte
  }
  return (all & 0x80808080) === 0
}

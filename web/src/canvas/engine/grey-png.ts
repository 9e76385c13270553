/** Grey PNGs, written here: the browser's own writer knows four bytes a pixel only. */

import type { Raster } from './raster'

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/** One byte a pixel, row by row; null where there is a colour, or something shines through. */
export function greyValues({ data }: Raster): Uint8Array<ArrayBuffer> | null {
  const grey = new Uint8Array(data.length / 4)
  for (let at = 0, from = 0; at < grey.length; at++, from += 4) {
    const value = data[from]
    if (data[from + 1] !== value || data[from + 2] !== value || data[from + 3] !== 255) return null
    grey[at] = value
  }
  return grey
}

/** Source: Portable Network Graphics (PNG) Specification, W3C 2003, colour type 0, depth 8. */
export async function greyPng(
  grey: Uint8Array<ArrayBuffer>,
  width: number,
  height: number,
): Promise<Blob> {
  // Each row begins with the number of its filter: 0, none.
  const rows = new Uint8Array((width + 1) * height)
  for (let y = 0; y < height; y++) {
    rows.set(grey.subarray(y * width, (y + 1) * width), y * (width + 1) + 1)
  }
  const header = new Uint8Array(13)
  const numbers = new DataView(header.buffer)
  numbers.setUint32(0, width)
  numbers.setUint32(4, height)
  header[8] = 8
  const packed = new Blob([rows]).stream().pipeThrough(new CompressionStream('deflate'))
  const pixels = new Uint8Array(await new Response(packed).arrayBuffer())
  const parts = [
    Uint8Array.from(SIGNATURE),
    chunk('IHDR', header),
    chunk('IDAT', pixels),
    chunk('IEND', new Uint8Array()),
  ]
  return new Blob(parts, { type: 'image/png' })
}

/** Length, name, content, checksum. */
function chunk(name: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(content.length + 12)
  const numbers = new DataView(out.buffer)
  numbers.setUint32(0, content.length)
  out.set(
    [...name].map((letter) => letter.charCodeAt(0)),
    4,
  )
  out.set(content, 8)
  numbers.setUint32(content.length + 8, checksum(out.subarray(4, content.length + 8)))
  return out
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1
  return rest
})

/** CRC-32. */
export function checksum(bytes: Uint8Array): number {
  let rest = 0xffffffff
  for (const byte of bytes) rest = (rest >>> 8) ^ TABLE[(rest ^ byte) & 255]
  return ~rest >>> 0
}

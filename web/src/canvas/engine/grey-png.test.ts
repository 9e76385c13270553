import { inflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { checksum, greyPng, greyValues } from './grey-png'
import { blank, WHITE } from './raster'

describe('a grey PNG', () => {
  it('has the pixels, their size, and a checksum for each chunk', async () => {
    const grey = Uint8Array.from({ length: 12 }, (_, at) => at * 20)
    const bytes = new Uint8Array(await (await greyPng(grey, 4, 3)).arrayBuffer())
    const view = new DataView(bytes.buffer)
    const found = new Map<string, Uint8Array>()
    for (let at = 8; at < bytes.length;) {
      const length = view.getUint32(at)
      const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
      found.set(name, bytes.slice(at + 8, at + 8 + length))
      expect(view.getUint32(at + 8 + length)).toBe(
        checksum(bytes.subarray(at + 4, at + 8 + length)),
      )
      at += length + 12
    }
    expect([...found.keys()]).toEqual(['IHDR', 'IDAT', 'IEND'])
    expect([...(found.get('IHDR') ?? [])]).toEqual([0, 0, 0, 4, 0, 0, 0, 3, 8, 0, 0, 0, 0])
    const rows = inflateSync(found.get('IDAT') ?? new Uint8Array())
    expect([...rows]).toEqual([0, 0, 20, 40, 60, 0, 80, 100, 120, 140, 0, 160, 180, 200, 220])
  })

  it('is checked by the sum that every reader knows', () => {
    expect(checksum(new TextEncoder().encode('123456789'))).toBe(0xcbf43926)
  })

  it('is not made of colours, nor of what shines through', () => {
    const page = blank(3, 2, WHITE)
    expect(greyValues(page)).toEqual(new Uint8Array(6).fill(255))
    page.data[1] = 7
    expect(greyValues(page)).toBeNull()
    expect(greyValues(blank(2, 2))).toBeNull()
  })
})

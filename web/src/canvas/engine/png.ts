/** Images from and to files, by the browser. */

import { greyPng, greyValues } from './grey-png'
import { blank, type Raster } from './raster'

/** Models look at fewer pixels than this on a side: a larger image is sent smaller. */
const LOOKED_AT = 320

/** Read an image's file. paper: lay it over white; otherwise its cover is kept. */
export async function decodeImage(file: Blob, { paper }: { paper: boolean }): Promise<Raster> {
  const bitmap = await createImageBitmap(file, { colorSpaceConversion: 'none' })
  const { width, height } = bitmap
  const context = contextOf(width, height)
  if (paper) {
    context.fillStyle = 'white'
    context.fillRect(0, 0, width, height)
  }
  context.drawImage(bitmap, 0, 0)
  bitmap.close()
  const out = blank(width, height)
  out.data.set(context.getImageData(0, 0, width, height).data)
  return out
}

/** Write an image as a PNG; one without colours as the grey PNG that it is, a quarter of the bytes. */
export function encodePng(raster: Raster): Promise<Blob> {
  const grey = greyValues(raster)
  if (grey) return greyPng(grey, raster.width, raster.height)
  return canvasOf(raster).convertToBlob({ type: 'image/png' })
}

/** Return an image as a PNG for a model. */
export function encodeForModel(raster: Raster): Promise<Blob> {
  const scale = Math.min(1, LOOKED_AT / Math.max(raster.width, raster.height))
  if (scale === 1) return encodePng(raster)
  const size = [raster.width, raster.height].map((side) => Math.max(1, Math.round(side * scale)))
  const context = contextOf(size[0], size[1])
  context.imageSmoothingQuality = 'high'
  context.drawImage(canvasOf(raster), 0, 0, size[0], size[1])
  const { width, height, data } = context.getImageData(0, 0, size[0], size[1])
  return encodePng({ width, height, data: new Uint8ClampedArray(data) })
}

/** The bytes of a file as base64. */
export async function base64Of(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  // One call can take so many arguments only.
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  }
  return btoa(text)
}

/** As the browser draws it. */
export function pixelsOf({ data, width, height }: Raster): ImageData {
  return new ImageData(data, width, height)
}

function canvasOf(raster: Raster): OffscreenCanvas {
  const context = contextOf(raster.width, raster.height)
  context.putImageData(pixelsOf(raster), 0, 0)
  return context.canvas
}

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true })
  if (!context) throw new Error('This browser draws no images.')
  return context
}

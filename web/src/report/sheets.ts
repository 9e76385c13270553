/** The thumbnails: sheets of tiles, made ready when one of them is first looked at. */

import { bytes, type ReportMap } from './data'

interface Sheet {
  url: string
  image: HTMLImageElement
}

/** Where a row's image is: its sheet, and a rectangle there in px. */
interface Place {
  sheet: number
  left: number
  top: number
  width: number
  height: number
}

export class Sheets {
  /** Told when one more can be drawn. */
  onReady: () => void = () => undefined
  readonly #made = new Map<number, Sheet>()

  constructor(private readonly map: ReportMap) {}

  placeOf(row: number): Place {
    const { tile, columns, perSheet } = this.map.sheets
    const within = row % perSheet
    return {
      sheet: Math.floor(row / perSheet),
      left: (within % columns) * tile,
      top: Math.floor(within / columns) * tile,
      width: this.map.width[row],
      height: this.map.height[row],
    }
  }

  /** Make an element show a row's image, at most `side` px a side. */
  show({ style }: HTMLElement, row: number, side: number): void {
    const place = this.placeOf(row)
    style.width = style.height = `${side}px`
    style.backgroundImage = 'none'
    if (place.width === 0) return
    const scale = fit(place, side)
    style.width = `${place.width * scale}px`
    style.height = `${place.height * scale}px`
    const sheet = this.#sheet(place.sheet)
    if (sheet === null) {
      const again = (): void => this.show({ style } as HTMLElement, row, side)
      addEventListener('DOMContentLoaded', again, { once: true })
      return
    }
    const { tile, columns } = this.map.sheets
    style.backgroundImage = `url("${sheet.url}")`
    style.backgroundSize = `${columns * tile * scale}px auto`
    style.backgroundPosition = `${-place.left * scale}px ${-place.top * scale}px`
  }

  /** The sheet with the row's image, for a canvas; null until it is decoded. */
  drawable(row: number): HTMLImageElement | null {
    if (this.map.width[row] === 0) return null
    const image = this.#sheet(this.placeOf(row).sheet)?.image
    return image?.complete && image.naturalWidth > 0 ? image : null
  }

  /** Null while the file is still being read. */
  #sheet(at: number): Sheet | null {
    const made = this.#made.get(at)
    if (made) return made
    const block = document.getElementById(`sheet-${at}`)
    if (block === null) return null
    const content = bytes(block.textContent ?? '')
    const url = URL.createObjectURL(new Blob([content], { type: 'image/webp' }))
    block.remove()
    const image = new Image()
    image.onload = () => this.onReady()
    image.src = url
    const sheet = { url, image }
    this.#made.set(at, sheet)
    return sheet
  }
}

/** How much an image is enlarged to fill `side` px. */
export function fit({ width, height }: { width: number; height: number }, side: number): number {
  return side / Math.max(width, height)
}

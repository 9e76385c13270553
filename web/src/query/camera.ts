/** The part of the map that is shown, as the address holds it: "x,y,zoom". */

/** The part of the map that is seen: its middle, and how much larger than the whole map. */
export interface Camera {
  x: number
  y: number
  zoom: number
}

export function writeCamera({ x, y, zoom }: Camera): string {
  return [x.toFixed(4), y.toFixed(4), zoom.toPrecision(4)].map(Number).join(',')
}

export function readCamera(text: string | null): Camera | null {
  const [x, y, zoom] = (text ?? '').split(',').map(Number)
  return [x, y, zoom].every(Number.isFinite) && zoom > 0 ? { x, y, zoom } : null
}

/** The map's columns, one value a row, as labelbook.report.packing wrote them into the file. */

import type { Projection } from '../map/projections.svelte'

/** Columns are typed arrays in base64, little-endian. */
interface Packed {
  paths: string[]
  classes: string[]
  splits: string[]
  id: string
  x: string
  y: string
  label: string
  split: string
  typicality: string
  width: string
  height: string
  tile: number
  columns: number
  perSheet: number
  sheets: number
  score?: string
  suggestion?: string
  imported?: string
  difference?: string
  differences?: string[]
}

export interface ReportMap {
  rows: number
  paths: readonly string[]
  classes: readonly string[]
  splits: readonly string[]
  id: Uint32Array
  /** Its places are around the middle of what the map fills. */
  projection: Projection
  /** 1 + the place among the classes, 0 for none; split likewise. */
  label: Uint16Array
  split: Uint16Array
  /** Issues with the label: score 0 to 1, NaN where not checked; and a code as of label. */
  issues: { score: Float32Array; suggestion: Uint16Array } | null
  /** In the full report: codes as of label, and 1 + the place among the names. */
  changes: { imported: Uint16Array; difference: Uint16Array; names: readonly string[] } | null
  /** Pixels of the image in its tile; 0 where there is none. */
  width: Uint8Array
  height: Uint8Array
  /** How the thumbnails lie in their sheets; tile: px a side. */
  sheets: { count: number; tile: number; columns: number; perSheet: number }
}

const LAST = 65_535
const UNKNOWN = 255
const FULL = 254

/** Read the file's block of data. */
export function readMap(text: string): ReportMap {
  const packed = JSON.parse(text) as Packed
  const { score, suggestion, imported, difference, differences } = packed
  const x = centred(packed.x)
  const y = centred(packed.y)
  return {
    rows: packed.paths.length,
    paths: packed.paths,
    classes: packed.classes,
    splits: packed.splits,
    id: new Uint32Array(bytes(packed.id).buffer),
    projection: {
      x: x.places,
      y: y.places,
      typicality: shares(packed.typicality),
      placed: packed.paths.length,
      reach: { x: x.reach, y: y.reach },
    },
    label: words(packed.label),
    split: words(packed.split),
    issues:
      score === undefined || suggestion === undefined
        ? null
        : { score: shares(score), suggestion: words(suggestion) },
    changes:
      imported === undefined || difference === undefined
        ? null
        : { imported: words(imported), difference: words(difference), names: differences ?? [] },
    width: bytes(packed.width),
    height: bytes(packed.height),
    sheets: {
      count: packed.sheets,
      tile: packed.tile,
      columns: packed.columns,
      perSheet: packed.perSheet,
    },
  }
}

export function bytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
}

function words(base64: string): Uint16Array {
  return new Uint16Array(bytes(base64).buffer)
}

function shares(base64: string): Float32Array {
  return Float32Array.from(bytes(base64), (value) => (value === UNKNOWN ? NaN : value / FULL))
}

/** Places of -1 to 1, moved so that they reach as far to both sides. */
function centred(base64: string): { places: Float32Array; reach: number } {
  const places = Float32Array.from(words(base64), (value) => (value / LAST) * 2 - 1)
  let low = Infinity
  let high = -Infinity
  for (const place of places) {
    low = Math.min(low, place)
    high = Math.max(high, place)
  }
  const middle = (low + high) / 2
  return { places: places.map((place) => place - middle), reach: (high - low) / 2 }
}

export function labelOf({ label, classes }: ReportMap, row: number): string {
  return label[row] === 0 ? 'no label' : classes[label[row] - 1]
}

export function splitOf({ split, splits }: ReportMap, row: number): string {
  return splits[split[row] - 1]
}

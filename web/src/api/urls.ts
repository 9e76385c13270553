/** Addresses that the browser itself loads: images and downloads. */

import { createFinalURL, createQuerySerializer, defaultPathSerializer } from 'openapi-fetch'
import { ROOT, type Get, type Paths } from './client'
import { rootOf } from './root'

type Params<Path extends Get> = Pick<Paths[Path]['get']['parameters'], 'path' | 'query'>

const querySerializer = createQuerySerializer()
const baseUrl = rootOf(document) + ROOT

function urlOf<Path extends Get>(path: Path, params: Params<Path>): string {
  const serializers = { querySerializer, pathSerializer: defaultPathSerializer }
  return createFinalURL(path, { baseUrl, params: params as object, ...serializers })
}

export const THUMBNAIL_SIZES = ['64', '128', '256', '512'] as const

/** hash8: the first 8 hex digits of the content's hash. */
export function thumbnailUrl(
  sample: number,
  hash8: string,
  size: (typeof THUMBNAIL_SIZES)[number],
): string {
  return urlOf('/thumbnails/{sample}/{hash8}', { path: { sample, hash8 }, query: { size } })
}

/** v: something of the content, so that the address changes with it. */
export function imageUrl(sample: number, v: string): string {
  return urlOf('/samples/{sample}/image', { path: { sample }, query: { v } })
}

/** A sample's ink, without its paper; v as above. */
export function drawingUrl(sample: number, v: string): string {
  return urlOf('/samples/{sample}/drawing', { path: { sample }, query: { v } })
}

export function transformedUrl(sample: number, transform: string): string {
  return urlOf('/samples/{sample}/transformed/{transform}', { path: { sample, transform } })
}

export function pieceUrl(piece: number): string {
  return urlOf('/pieces/{piece}/image', { path: { piece } })
}

export function candidateUrl(id: number, place: number): string {
  return urlOf('/grow/candidates/{id}/{place}', { path: { id, place } })
}

export function labelBookUrl(format: 'html' | 'md'): string {
  return urlOf('/label-book', { query: { format } })
}

/** An image of an expert's link. */
export function askedImageUrl(secret: string, place: number, device: string): string {
  return urlOf('/ask/{secret}/images/{place}', { path: { secret, place }, query: { device } })
}

/** An image of files that are about to be imported. settings: those of the preview, as JSON. */
export function exampleUrl(id: string, path: string, settings: string): string {
  return urlOf('/import/{id}/example', { path: { id }, query: { path, settings } })
}

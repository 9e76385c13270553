// The thumbnails: sheets of tiles, made ready when one of them is first looked at.

const sheets = Array.from({ length: raw.sheets }, () => null)

/** The sheet's address and image; null while the file is still being read. */
function sheet(at) {
  if (sheets[at] !== null) return sheets[at]
  const block = find(`sheet-${at}`)
  if (block === null) return null
  const url = URL.createObjectURL(new Blob([bytes(block.textContent)], { type: 'image/webp' }))
  block.remove()
  const image = new Image()
  image.onload = () => changed('view')
  image.src = url
  sheets[at] = { url, image }
  return sheets[at]
}

/** Where the row's image is in its sheet: left, top, width and height in pixels. */
function placeOf(row) {
  const within = row % raw.perSheet
  return {
    sheet: Math.floor(row / raw.perSheet),
    left: (within % raw.columns) * raw.tile,
    top: Math.floor(within / raw.columns) * raw.tile,
    width: map.width[row],
    height: map.height[row],
  }
}

/** How much a row's image is enlarged to fill `side` pixels. */
const fit = (place, side) => side / Math.max(place.width, place.height)

/** Make an element show a row's image, at most `side` pixels a side. */
function showPicture(node, row, side) {
  const place = placeOf(row)
  const { style } = node
  style.width = style.height = `${side}px`
  style.backgroundImage = 'none'
  if (place.width === 0) return
  const scale = fit(place, side)
  style.width = `${place.width * scale}px`
  style.height = `${place.height * scale}px`
  const made = sheet(place.sheet)
  if (made === null) {
    addEventListener('DOMContentLoaded', () => showPicture(node, row, side), { once: true })
    return
  }
  style.backgroundImage = `url("${made.url}")`
  style.backgroundSize = `${raw.columns * raw.tile * scale}px auto`
  style.backgroundPosition = `${-place.left * scale}px ${-place.top * scale}px`
}

/** The image of a row for a canvas; null until it is decoded. */
function drawable(row) {
  if (map.width[row] === 0) return null
  const made = sheet(Math.floor(row / raw.perSheet))
  return made !== null && made.image.complete && made.image.naturalWidth > 0 ? made.image : null
}

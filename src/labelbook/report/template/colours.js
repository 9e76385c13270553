// Colours: the page's own for classes (web/src/ui/colours.ts), and a ramp.

const FIRST = [
  [0.636, 0.195, 256],
  [0.769, 0.238, 139],
  [0.507, 0.114, 58],
  [0.778, 0.135, 353],
  [0.511, 0.224, 327],
  [0.526, 0.093, 177],
  [0.51, 0.238, 284],
  [0.615, 0.096, 317],
  [0.697, 0.094, 150],
  [0.587, 0.232, 10],
  [0.77, 0.125, 236],
  [0.662, 0.141, 68],
]
const NO_CLASS = 'oklch(0.68 0.012 270)'
const SPLIT_COLOURS = [0, 11, 9]
const RAMP = 32

const darkly = matchMedia('(prefers-color-scheme: dark)')

/** index: of a class, -1 for none. */
function classColour(index) {
  if (index < 0) return NO_CLASS
  const [l, chroma, hue] = FIRST[index] ?? further(index - FIRST.length)
  return `oklch(${darkly.matches ? l + 0.06 : l} ${chroma} ${hue})`
}

function further(index) {
  const level = index % 3
  return [[0.6, 0.5, 0.74][level], [0.17, 0.13, 0.11][level], (index * 137.508 + 31) % 360]
}

/** From a quiet blue to a loud yellow; part: 0..1. */
function rampColour(part) {
  const l = darkly.matches ? 0.42 + 0.46 * part : 0.8 - 0.3 * part
  return `oklch(${l} ${0.06 + 0.16 * part} ${265 + 105 * part})`
}

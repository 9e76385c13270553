/** OKLCH colours as bytes. Source: Björn Ottosson, A perceptual color space, 2020. */

export interface Oklch {
  /** Lightness, 0 to 1. */
  l: number
  chroma: number
  /** Degrees. */
  hue: number
}

type Triple = [number, number, number]

/** The colour as sRGB, 0 to 255; out of gamut, its chroma is lowered until it fits. */
export function toRgb({ l, chroma, hue }: Oklch): Triple {
  for (let part = 1; part > 0; part -= 0.04) {
    const linear = toLinear(toOklab({ l, chroma: chroma * part, hue }))
    if (linear.every((value) => value >= -0.0005 && value <= 1.0005))
      return linear.map(gamma) as Triple
  }
  return toLinear([l, 0, 0]).map(gamma) as Triple
}

export function toOklab({ l, chroma, hue }: Oklch): Triple {
  const angle = (hue * Math.PI) / 180
  return [l, chroma * Math.cos(angle), chroma * Math.sin(angle)]
}

/** The colour that #rrggbb means. */
export function fromHex(hex: string): Oklch {
  const [red, green, blue] = [1, 3, 5].map((at) => linearOf(parseInt(hex.slice(at, at + 2), 16)))
  const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
  const middle = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
  const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
  const l = 0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short
  const a = 1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short
  const b = 0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short
  const hue = ((Math.atan2(b, a) * 180) / Math.PI + 360) % 360
  return { l, chroma: Math.hypot(a, b), hue }
}

/** The colour as #rrggbb. */
export function toHex(colour: Oklch): string {
  return `#${toRgb(colour)
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('')}`
}

function linearOf(byte: number): number {
  const value = byte / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

/** As CSS. */
export function css({ l, chroma, hue }: Oklch): string {
  return `oklch(${l} ${chroma} ${hue})`
}

function toLinear([l, a, b]: Triple): Triple {
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const middle = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
    -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
    -0.0041960863 * long - 0.7034186147 * middle + 1.707614701 * short,
  ]
}

function gamma(linear: number): number {
  const value = Math.min(Math.max(linear, 0), 1)
  const curved = value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055
  return Math.round(curved * 255)
}

// What the colours can stand for. A facet gives each row an entry of the legend, by which one
// filters, and a colour, which may be finer.

const BANDS = 5

/** names: of the entries after the first, which is "none". codes: an entry a row. */
function namedFacet(name, codes, names, none, colourOf) {
  const entries = [none, ...names].map((text, code) => ({ code, text, isName: code > 0 }))
  return {
    name,
    codes,
    entries: entries.filter(({ code }) => codes.includes(code)),
    shades: codes,
    colours: () => entries.map(({ code }) => colourOf(code - 1)),
    colour: (entry) => colourOf(entry.code - 1),
  }
}

/** shares: 0..254 a row, 255 for none; words: of the lowest and the highest band. */
function rampFacet(name, shares, none, words) {
  const band = (share) => Math.min(BANDS - 1, Math.floor((share / 254) * BANDS))
  const codes = Uint8Array.from(shares, (share) => (share === UNKNOWN ? 0 : 1 + band(share)))
  const shades = Uint8Array.from(shares, (share) =>
    share === UNKNOWN ? 0 : 1 + Math.round((share / 254) * (RAMP - 1)),
  )
  const percent = 100 / BANDS
  const entries = [{ code: 0, text: none, isName: false }]
  for (let at = 1; at <= BANDS; at++) {
    const word = at === 1 ? `, ${words[0]}` : at === BANDS ? `, ${words[1]}` : ''
    entries.push({ code: at, text: `${(at - 1) * percent} to ${at * percent} %${word}` })
  }
  return {
    name,
    codes,
    entries: entries.filter(({ code }) => codes.includes(code)).reverse(),
    shades,
    colours: () => [
      NO_CLASS,
      ...Array.from({ length: RAMP }, (_, step) => rampColour(step / (RAMP - 1))),
    ],
    colour: ({ code }) => (code === 0 ? NO_CLASS : rampColour((code - 0.5) / BANDS)),
  }
}

const facets = [
  namedFacet('Label', map.label, map.classes, 'no label', classColour),
  namedFacet('Split', map.split, map.splits, 'no split', (at) =>
    classColour(SPLIT_COLOURS[at] ?? -1),
  ),
  rampFacet('Typicality', map.typicality, 'not known', ['untypical', 'typical']),
]
if (map.score !== null) {
  facets.push(rampFacet('Doubt', map.score, 'not judged', ['sound', 'suspect']))
  facets.push(
    namedFacet('Suggestion', map.suggestion, map.classes, 'no suggestion', classColour),
  )
}
if (map.imported !== null) {
  facets.push(
    namedFacet('Label as imported', map.imported, map.classes, 'no label', classColour),
    namedFacet('What changed', map.difference, map.differences, 'as it was', classColour),
  )
}

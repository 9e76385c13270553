// The map's columns, one value a row.

const raw = JSON.parse(document.getElementById('map-data').textContent)

function bytes(text) {
  const binary = atob(text)
  const out = new Uint8Array(binary.length)
  for (let at = 0; at < out.length; at++) out[at] = binary.charCodeAt(at)
  return out
}

const wide = (text) => new Uint16Array(bytes(text).buffer)
const LAST = 65535
const UNKNOWN = 255
const toPlace = (values) => Float32Array.from(values, (value) => (value / LAST) * 2 - 1)

const map = {
  rows: raw.paths.length,
  paths: raw.paths,
  classes: raw.classes,
  splits: raw.splits,
  id: new Uint32Array(bytes(raw.id).buffer),
  /** -1..1, y upwards. */
  x: toPlace(wide(raw.x)),
  y: toPlace(wide(raw.y)),
  /** 1 + the place among the classes, 0 for none. */
  label: wide(raw.label),
  split: wide(raw.split),
  /** 0..254, 255 where it is not known. */
  typicality: bytes(raw.typicality),
  score: raw.score === undefined ? null : bytes(raw.score),
  suggestion: raw.suggestion === undefined ? null : wide(raw.suggestion),
  imported: raw.imported === undefined ? null : wide(raw.imported),
  difference: raw.difference === undefined ? null : wide(raw.difference),
  differences: raw.differences ?? [],
  /** Pixels of the image in its tile; 0 where there is none. */
  width: bytes(raw.width),
  height: bytes(raw.height),
}

const labelOf = (row) => (map.label[row] === 0 ? 'no label' : map.classes[map.label[row] - 1])
const splitOf = (row) => map.splits[map.split[row] - 1]
const number = (value) => value.toLocaleString('en')

/** An element with properties and children; text is only ever text. */
function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...children)
  return made
}

const find = (id) => document.getElementById(id)

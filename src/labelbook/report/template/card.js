// The card beside the pointer: the image, larger, and what is known of it.

const card = find('card')
const CARD_IMAGE = 168

const dot = (colour) => {
  const made = element('i', { className: 'dot' })
  made.style.background = colour
  return made
}

/** A name from the book, on its own whichever way its script runs. */
const named = (text) => element('bdi', {}, text)

/** beside: a rectangle of the window that the card does not cover. */
function showCard(row, beside) {
  if (row < 0) {
    card.hidden = true
    return
  }
  const picture = element('div', { className: 'picture' })
  showPicture(picture, row, CARD_IMAGE)
  const facts = [splitOf(row)]
  if (map.typicality[row] !== UNKNOWN)
    facts.push(`typicality ${Math.round((map.typicality[row] / 254) * 100)} %`)
  if (map.score !== null && map.score[row] !== UNKNOWN)
    facts.push(`doubt ${Math.round((map.score[row] / 254) * 100)} %`)
  const lines = [
    picture,
    element('b', {}, dot(classColour(map.label[row] - 1)), named(labelOf(row))),
    element('span', {}, facts.join(', ')),
  ]
  if (map.suggestion !== null && map.suggestion[row] > 0)
    lines.push(element('span', {}, 'rather ', named(map.classes[map.suggestion[row] - 1]), '?'))
  if (map.width[row] === 0) lines.push(element('span', {}, 'This image could not be read.'))
  lines.push(element('span', { className: 'path' }, named(map.paths[row])))
  card.replaceChildren(...lines)
  card.hidden = false
  const { offsetWidth: wide, offsetHeight: high } = card
  const right = beside.right + 14
  const left = right + wide > innerWidth - 8 ? beside.left - 14 - wide : right
  const top = Math.min(Math.max(beside.top - high / 3, 8), innerHeight - high - 8)
  card.style.left = `${Math.max(8, left)}px`
  card.style.top = `${top}px`
}

/** Names of classes and tags as the server keeps them, and slips of them that it would ask about. */

const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\u115f\u1160\u2800\u3164\uffa0]/u
const JOINER = /[\u200c\u200d]/
/** The longest name, in characters. */
export const LONGEST_NAME = 200

/** A typed name by the rule for names: composed, trimmed, single spaces, nothing that is unseen. */
export function tidyName(value: string): string {
  const kept = [...value.normalize('NFC')]
    .filter((letter) => /\s/.test(letter) || JOINER.test(letter) || !HIDDEN.test(letter))
    .join('')
  return kept
    .normalize('NFC')
    .replace(/\s+/g, ' ')
    .replace(/^[ \u200c\u200d]+|[ \u200c\u200d]+$/g, '')
}

/** A typed name as it will be stored; one that the book has stays as it is there. */
export function storedName(value: string, there: Iterable<string>): string {
  return [...there].includes(value) ? value : tidyName(value)
}

/**
 * The one of some names that a new name is probably a slip of; null where it is none's. Names that
 * differ in their numbers alone ("page 1", "page 2"; "viii", "vii") are no slips.
 */
export function nearName(name: string, others: readonly string[]): string | null {
  let best: string | null = null
  let fewest = Infinity
  for (const other of others) {
    const count = other === name ? null : slips(name, other)
    if (count !== null && count < fewest) [best, fewest] = [other, count]
  }
  return best
}

function slips(name: string, other: string): number | null {
  const one = bare(name)
  const two = bare(other)
  if (one === two) return 0
  const shorter = Math.min(one.length, two.length)
  const allowed = shorter < 4 ? 0 : shorter < 8 ? 1 : 2
  if (allowed === 0 || Math.abs(one.length - two.length) > allowed) return null
  if (one.replace(/\d+/g, '0') === two.replace(/\d+/g, '0')) return null
  if (/^[ivxlcdm]+$/.test(one) && /^[ivxlcdm]+$/.test(two)) return null
  const count = distance(one, two)
  return count <= allowed ? count : null
}

/** What is left of a name without case, blanks, hyphens and the like. */
function bare(name: string): string {
  const folded = name.normalize('NFKC').toLowerCase()
  return folded.replace(/[^\p{L}\p{N}]/gu, '') || folded
}

/** Letters put in, left out, changed, or swapped with their neighbour (Damerau, 1964). */
function distance(one: string, two: string): number {
  let before: number[] = []
  let above = Array.from({ length: two.length + 1 }, (_, at) => at)
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    for (let j = 1; j <= two.length; j++) {
      const same = one[i - 1] === two[j - 1]
      let cost = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (same ? 0 : 1))
      const swapped = i > 1 && j > 1 && one[i - 1] === two[j - 2] && one[i - 2] === two[j - 1]
      if (swapped) cost = Math.min(cost, before[j - 2] + 1)
      row.push(cost)
    }
    ;[before, above] = [above, row]
  }
  return above[two.length]
}

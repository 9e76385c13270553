/** Colours that stand for classes and people; both themes use the same hues. */

/** The hue of a class: far from its neighbours' for ten classes, still distinct for 200. */
export function classHue(index: number): number {
  return Math.round((index * 137.508 + 265) % 360)
}

const PEOPLE = [262, 20, 150, 330, 60, 200, 100, 300, 0, 175, 235, 40]

/** The hue of a person: colour is the number that the server gave. */
export function personHue(colour: number): number {
  return PEOPLE[colour % PEOPLE.length]
}

/** "Anna Berg" -> "AB". */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean)
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words
  return letters.map((word) => [...word][0].toUpperCase()).join('') || '?'
}

/** Markdown, read as soon as somebody needs it: its parser is no part of the first screen. */

import type * as Markdown from '../ui/markdown'

type Reader = typeof Markdown

let reader = $state.raw<Reader | null>(null)
let asked = false

function whenThere(): Reader | null {
  if (!reader && !asked) {
    asked = true
    import('../ui/markdown').then(
      (module) => (reader = module),
      // The server may be offline: texts stay as typed, and the next one tries again.
      () => (asked = false),
    )
  }
  return reader
}

/** A text as a tree; until the parser is there, as it was typed. */
export function read(text: string): Markdown.Part[] {
  return whenThere()?.read(text) ?? [text]
}

/** The text alone, on one line, where there is no room for form. */
export function plain(text: string): string {
  return whenThere()?.plain(text) ?? text.replace(/\s+/g, ' ').trim()
}

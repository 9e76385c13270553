/** From a key to a command: the open room is asked first, then what acts in every room. */

import { strokeOf, type Command, type Seen } from './commands'
import type { Page } from './context'

const SEEN: Record<Seen, number> = { nothing: 0, sample: 1, samples: 2 }

/** Handle a keydown of the page. Keys do nothing while somebody types or a dialog is open. */
export function handleKey(page: Page, event: KeyboardEvent): void {
  if (event.defaultPrevented || page.ui.dialog !== null) return
  if (isTyping(event.target) || isInDialog(event.target)) return
  if ([' ', 'Enter'].includes(event.key) && presses(event.target)) return
  const stroke = strokeOf(event)
  if (stroke !== null && strike(page, stroke)) event.preventDefault()
}

/** Do what a stroke starts now; returns whether it starts anything. */
export function strike(page: Page, stroke: string): boolean {
  const command = commandAt(page, stroke)
  command?.run(page, stroke)
  return command !== undefined
}

/** The command that a stroke starts now; undefined where it starts none. */
export function commandAt(page: Page, stroke: string): Command<Page> | undefined {
  const { room, commands } = page
  const first = commands.at(stroke, room.id).find(({ when }) => when?.(page) ?? true)
  if (first?.in !== undefined) return first
  // What acts on samples does nothing where none can be seen.
  const seen = room.sees?.(page) ?? 'samples'
  return SEEN[first?.needs ?? 'nothing'] <= SEEN[seen] ? first : undefined
}

/** Does the person type into something, so that no key may act? */
export function isTyping(target: EventTarget | null): boolean {
  const element = target as Partial<HTMLElement> | null
  if (!element?.tagName) return false
  if (element.isContentEditable) return true
  if (['TEXTAREA', 'SELECT'].includes(element.tagName)) return true
  if (element.tagName !== 'INPUT') return false
  const kind = (element as HTMLInputElement).type
  return !['checkbox', 'radio', 'range', 'button', 'submit', 'reset'].includes(kind)
}

function isInDialog(target: EventTarget | null): boolean {
  const closed = 'dialog, [role=dialog], [role=menu], [role=listbox]'
  return target instanceof Element && target.closest(closed) !== null
}

/** Do Space and Enter press what has the focus? */
function presses(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button, a, summary, [role=button]') !== null
}

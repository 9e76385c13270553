/** Every key of the page: the handler, the `?` help and the documentation's test read this list. */

export type Action =
  | 'down'
  | 'up'
  | 'left'
  | 'right'
  | 'page-down'
  | 'page-up'
  | 'first'
  | 'last'
  | 'extend-down'
  | 'extend-up'
  | 'extend-left'
  | 'extend-right'
  | 'toggle'
  | 'select-all'
  | 'clear'
  | 'class'
  | 'label'
  | 'exclude'
  | 'tag'
  | 'split'
  | 'undo'
  | 'redo'
  | 'layout'
  | 'map'
  | 'whole-map'
  | 'like'
  | 'doubts'
  | 'judge'
  | 'grow'
  | 'accept'
  | 'keep'
  | 'ask'
  | 'talk'
  | 'why'
  | 'apply'
  | 'search'
  | 'bigger'
  | 'smaller'
  | 'inspector'
  | 'history'
  | 'follow'
  | 'canvas'
  | 'help'

export interface Key<A = Action> {
  /** As shown to people; several keys of one action are parted by a space. */
  key: string
  what: string
  group: 'Move' | 'Select' | 'Change' | 'Doubt' | 'Discuss' | 'See' | 'Canvas'
  action: A
  /** Strokes that trigger it: `KeyboardEvent.key`, after `shift+` and `ctrl+` where held. */
  strokes: string[]
}

export function key<A = Action>(
  group: Key['group'],
  key: string,
  what: string,
  action: A,
  ...strokes: string[]
): Key<A> {
  return { group, key, what, action, strokes }
}

// Some keyboards (French, say) need Shift for digits.
const digits = [...'1234567890'].flatMap((digit) => [digit, `shift+${digit}`])

export const keys: readonly Key[] = [
  key('Move', '↓ j', 'Next row, doubt or thread', 'down', 'ArrowDown', 'j'),
  key('Move', '↑ k', 'Previous row, doubt or thread', 'up', 'ArrowUp', 'k'),
  key('Move', '→', 'Next sample', 'right', 'ArrowRight'),
  key('Move', '←', 'Previous sample', 'left', 'ArrowLeft'),
  key('Move', 'PageDown', 'One page down', 'page-down', 'PageDown'),
  key('Move', 'PageUp', 'One page up', 'page-up', 'PageUp'),
  key('Move', 'Home', 'First row', 'first', 'Home'),
  key('Move', 'End', 'Last row', 'last', 'End'),
  key(
    'Select',
    'Shift+↓',
    'Extend the selection down',
    'extend-down',
    'shift+ArrowDown',
    'shift+J',
  ),
  key('Select', 'Shift+↑', 'Extend the selection up', 'extend-up', 'shift+ArrowUp', 'shift+K'),
  key('Select', 'Shift+→', 'Extend to the next sample', 'extend-right', 'shift+ArrowRight'),
  key('Select', 'Shift+←', 'Extend to the previous sample', 'extend-left', 'shift+ArrowLeft'),
  key('Select', 'Space', 'Select the row, or no longer', 'toggle', ' ', 'ctrl+ '),
  key('Select', 'Ctrl+A', 'Select all rows of the view', 'select-all', 'ctrl+a'),
  key('Select', 'Escape', 'Clear the selection', 'clear', 'Escape'),
  key('Change', '1 … 9 0', 'Label: the first ten classes', 'class', ...digits),
  key('Change', 'l', 'Label by name', 'label', 'l'),
  key('Change', 'x', 'Exclude, or restore', 'exclude', 'x'),
  key('Change', 't', 'Tag', 'tag', 't'),
  key('Change', 's', 'Move to another split', 'split', 's'),
  key('Change', 'u', 'Undo my last change', 'undo', 'u', 'ctrl+z'),
  key('Change', 'Shift+U', 'Redo what I undid', 'redo', 'shift+U', 'ctrl+shift+Z', 'ctrl+y'),
  key('Doubt', 'd', 'What is probably wrong; back to the sheet', 'doubts', 'd'),
  key('Doubt', 'Enter', 'Accept what is suggested; in a thread: answer', 'accept', 'Enter'),
  key('Doubt', 'o', 'OK as it is: keep the label', 'keep', 'o'),
  key('Discuss', 'q', 'Ask a question about what is selected', 'ask', 'q'),
  key('Discuss', 'Shift+Q', 'The discussions; back to the sheet', 'talk', 'shift+Q'),
  key('Discuss', 'a', 'Apply what the open thread proposes', 'apply', 'a'),
  key('See', 'w', 'Judge: what each change was worth', 'judge', 'w'),
  key('See', 'g', 'Grow: more images by laws, recipe and plan', 'grow', 'g'),
  key('See', 'v', 'Sheet, gallery or map', 'layout', 'v'),
  key('See', 'm', 'The map: arrows move it, + and - zoom', 'map', 'm'),
  key('See', 'z', 'The whole map', 'whole-map', 'z'),
  key('See', 'n', 'More like this: its neighbours', 'like', 'n'),
  key('See', '/', 'Search paths', 'search', '/', 'shift+/', 'ctrl+f'),
  key('See', '+', 'Bigger thumbnails', 'bigger', '+', '=', 'shift++'),
  key('See', '-', 'Smaller thumbnails', 'smaller', '-'),
  key('See', 'i', 'Show or hide the inspector', 'inspector', 'i'),
  key('See', 'y', 'Why is it labelled so?', 'why', 'y'),
  key('See', 'h', 'Show or hide the history', 'history', 'h'),
  key('See', 'c', 'The canvas: draw on this sample; back to the sheet', 'canvas', 'c'),
  key('See', 'f', 'Follow the presenter, or stop', 'follow', 'f'),
  key('See', '?', 'All keys', 'help', '?', 'shift+?'),
]

const byStroke = strokesOf(keys)

/** The key that assigns class `index` (0 the first): '1' … '9', '0', then null. */
export function classKey(index: number): string | null {
  return index < 9 ? String(index + 1) : index === 9 ? '0' : null
}

/** The class that a digit assigns: 0 the first. */
export function classOfKey(digit: string): number {
  return digit === '0' ? 9 : Number(digit) - 1
}

type Stroke = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>

/** The key that an event strikes; Command counts as Ctrl. Null where none. */
export function keyOf(event: Stroke): Key | null {
  return byStroke(event)
}

/** Finds the key of a list that an event strikes. */
export function strokesOf<A>(list: readonly Key<A>[]): (event: Stroke) => Key<A> | null {
  const found = new Map(list.flatMap((key) => key.strokes.map((stroke) => [stroke, key])))
  return (event) => {
    if (event.altKey) return null
    const ctrl = event.ctrlKey || event.metaKey ? 'ctrl+' : ''
    const upper = event.key.length === 1 && event.shiftKey ? event.key.toUpperCase() : event.key
    const shift = event.shiftKey ? 'shift+' : ''
    return found.get(ctrl + shift + upper) ?? null
  }
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

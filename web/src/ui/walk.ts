/**
 * From one control of a menu to another by key, as the menus of a computer do it: arrows, Home and
 * End, and the first letters of a name.
 * Source: W3C, ARIA Authoring Practices Guide, menu and menubar pattern.
 */

const CONTROLS = ':is(button, a[href], input, select, textarea):not(:disabled, [hidden])'
/** Letters that come faster than this belong to one name, ms. */
const PAUSE = 600

export class Walk {
  #typed = ''
  #typedAt = 0

  /** Move the focus in `panel` by a key; returns whether the key has a meaning there. */
  key(panel: HTMLElement, event: KeyboardEvent): boolean {
    const { key, target } = event
    if (event.ctrlKey || event.metaKey || event.altKey || needs(target, key)) return false
    const controls = controlsOf(panel, target as Node)
    const at = controls.indexOf(target as HTMLElement)
    const next = this.#next(key, controls, at, event.timeStamp)
    next?.focus()
    return next !== undefined
  }

  #next(key: string, controls: HTMLElement[], at: number, now: number): HTMLElement | undefined {
    switch (key) {
      case 'ArrowDown':
        return controls[(at + 1) % controls.length]
      case 'ArrowUp':
        return controls.at(at <= 0 ? -1 : at - 1)
      case 'Home':
        return controls.at(0)
      case 'End':
        return controls.at(-1)
      default:
        return /^[\p{L}\p{N}]$/u.test(key) ? this.#named(key, controls, at, now) : undefined
    }
  }

  /** The next control whose name begins with what was typed; the same letter again goes on. */
  #named(key: string, controls: HTMLElement[], at: number, now: number): HTMLElement | undefined {
    const letter = key.toLowerCase()
    if (now - this.#typedAt > PAUSE) this.#typed = ''
    this.#typedAt = now
    if (this.#typed !== letter) this.#typed += letter
    // One letter searches after the focus; a longer name may stay where it is.
    const from = Math.max(0, this.#typed.length === 1 ? at + 1 : at)
    const order = [...controls.slice(from), ...controls.slice(0, from)]
    return order.find((control) => nameOf(control).startsWith(this.#typed))
  }
}

/** What can have the focus, in the order of the page: in a menu, and from outside, its items. */
function controlsOf(panel: HTMLElement, from: Node): HTMLElement[] {
  const menu = panel.querySelector('[role=menu]')
  const within = menu && (menu.contains(from) || !panel.contains(from)) ? menu : panel
  return [...within.querySelectorAll<HTMLElement>(CONTROLS)]
}

function nameOf(control: HTMLElement): string {
  return (control.getAttribute('aria-label') ?? control.textContent).trim().toLowerCase()
}

/** Does a control need the key itself: to type, or to change its value? */
function needs(target: EventTarget | null, key: string): boolean {
  if (target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement) return true
  if (!(target instanceof HTMLInputElement)) return false
  if (['checkbox', 'button', 'submit', 'reset', 'file'].includes(target.type)) return false
  if (['number', 'range', 'radio', 'date'].includes(target.type)) return true
  return !['ArrowDown', 'ArrowUp'].includes(key)
}

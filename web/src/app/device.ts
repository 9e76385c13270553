/** What a browser stores about somebody who answers without an account. */

import { newKey } from '../api/keys'

const DEVICE = 'labelbook:device'

/** An id stored in this browser, so that its answers count as one person's. */
export function deviceOf(browser: Window): string {
  const known = read(browser, DEVICE)
  if (known) return known
  const fresh = newKey()
  save(browser, DEVICE, fresh)
  return fresh
}

export function read(browser: Window, key: string): string | null {
  try {
    return browser.localStorage.getItem(key)
  } catch {
    return null
  }
}

export function save(browser: Window, key: string, value: string): void {
  try {
    browser.localStorage.setItem(key, value)
  } catch {
    // Without storage the answers count all the same, until the page is closed.
  }
}

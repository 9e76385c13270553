/** Listening to the window until something stops. */

/** Gives a function that listens, and adds to `stops` how it no longer does. */
export function listening(
  browser: Window,
  stops: (() => void)[],
): <K extends keyof WindowEventMap>(type: K, listener: (event: WindowEventMap[K]) => void) => void {
  return (type, listener) => {
    browser.addEventListener(type, listener)
    stops.push(() => browser.removeEventListener(type, listener))
  }
}

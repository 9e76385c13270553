/** Where labelbook's addresses begin: a proxy may put a path before them. */

/** Without a slash at the end. The document says how far above it that is: see index.html, ask.html. */
export function rootOf(document: Document): string {
  const above = new URL(`${document.documentElement.dataset.root ?? '.'}/`, document.baseURI)
  return (above.origin + above.pathname).replace(/\/$/, '')
}

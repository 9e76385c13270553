import { afterEach, expect, test } from 'vitest'
import { rootOf } from './root'

/** A page at an address, as index.html or ask.html say where it stands. */
function pageAt(url: string, root: string | undefined): Document {
  const page = document.implementation.createHTMLDocument()
  if (root !== undefined) page.documentElement.dataset.root = root
  Object.defineProperty(page, 'baseURI', { value: url })
  return page
}

afterEach(() => delete document.documentElement.dataset.root)

test.each([
  ['http://127.0.0.1:8737/?view=map#x', '.', 'http://127.0.0.1:8737'],
  ['http://[fd00::2]:8737/', '.', 'http://[fd00::2]:8737'],
  ['https://hub.example/user/ann/proxy/8737/', '.', 'https://hub.example/user/ann/proxy/8737'],
  ['https://hub.example/labels/ask/secret', '..', 'https://hub.example/labels'],
  ['http://127.0.0.1:8737/ask/secret', '..', 'http://127.0.0.1:8737'],
  ['http://127.0.0.1:8737/', undefined, 'http://127.0.0.1:8737'],
])('of a page at %s (%s), addresses begin at %s', (url, root, expected) => {
  expect(rootOf(pageAt(url, root))).toBe(expected)
})

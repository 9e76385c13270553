/**
 * The Markdown of threads and rules: text becomes a tree of plain data, shown as elements.
 *
 * The grammar is CommonMark with ~~struck~~ text, without HTML, images and link
 * definitions; `@name` and `#12` (a sample) are words of its own, and a line break stays one.
 * Exported pages are read by the same rules (discuss/markdown.py);
 * tests/discuss/markdown_cases.json holds both to the same answers.
 */

import MarkdownIt, { type StateCore, type StateInline, type Token } from 'markdown-it'

// Not among them: `reference` and `table`, by which a short text would make megabytes.
const RULES = [
  ...['code', 'fence', 'blockquote', 'hr', 'list', 'heading', 'lheading'],
  ...['newline', 'escape', 'backticks', 'strikethrough', 'emphasis', 'link', 'autolink', 'entity'],
]
/** Every element that holds others; beside them are those that hold text alone or nothing. */
const TAGS = ['p', 'ul', 'ol', 'li', 'blockquote', 'strong', 'em', 's', 'a'] as const
const INLINE = new Set<Tag>(['strong', 'em', 's', 'a', 'code'])
/** So deep may elements lie in each other; deeper there is their text alone. */
const DEPTH = 30

type Tag = (typeof TAGS)[number] | 'pre' | 'code' | 'br' | 'hr'
interface Element {
  tag: Tag
  attributes: Record<string, string>
  parts: Part[]
}
export type Part = string | { person: string } | { sample: number } | Element

const SAFE = /^(?:https?:\/\/|mailto:)[^\s\\"<>`]+$/i
// JavaScript and Python do not agree on what \s and \w are: these are the same in both.
const ADDRESS = /:\/\/[^\s\p{Cc}<>"'`)\]]{0,2000}[^\s\p{Cc}<>"'`)\].,;:!?*_~]/uy
const SCHEME = /(?<![\p{L}\p{N}_@#&/])https?$/iu
const NAME =
  /(?<![\p{L}\p{N}_@#&/])@(?:\[([^\]\n]{1,80})\]|([\p{L}\p{N}_](?:[\p{L}\p{N}_.-]{0,78}[\p{L}\p{N}_])?))/uy
const SAMPLE = /(?<![\p{L}\p{N}_@#&/])#([1-9][0-9]{0,9})(?![\p{L}\p{N}_])/uy

const parser = new MarkdownIt('zero').enable(RULES)
parser.validateLink = (url) => SAFE.test(url)
parser.core.ruler.before('inline', 'trim', trim)
parser.inline.ruler.push('address', address)
parser.inline.ruler.push('person', (state, silent) => word(state, silent, 'person', NAME))
parser.inline.ruler.push('sample', (state, silent) => word(state, silent, 'sample', SAMPLE))

/** Takes blanks off where a paragraph begins and ends: the two parsers differ in which. */
function trim(state: StateCore): void {
  for (const token of state.tokens)
    if (token.type === 'inline') token.content = token.content.trim()
}

/** Where a pattern matches at the parser's place, and no further than it may read. */
function matchHere(pattern: RegExp, state: StateInline): RegExpExecArray | null {
  pattern.lastIndex = state.pos
  return pattern.exec(state.src.slice(0, state.posMax))
}

/** Reads an address that stands in the text: `https://example.org/a`. */
function address(state: StateInline, silent: boolean): boolean {
  if (state.src[state.pos] !== ':' || state.linkLevel > 0) return false
  const scheme = SCHEME.exec(state.src.slice(Math.max(0, state.pos - 7), state.pos))?.[0]
  const found = matchHere(ADDRESS, state)?.[0]
  if (scheme === undefined || found === undefined) return false
  const url = parser.normalizeLink(scheme + found)
  if (!parser.validateLink(url)) return false
  if (!silent) {
    if (!state.pending.endsWith(scheme)) return false
    state.pending = state.pending.slice(0, -scheme.length)
    state.push('link_open', 'a', 1).attrs = [['href', url]]
    state.push('text', '', 0).content = scheme + found
    state.push('link_close', 'a', -1)
  }
  state.pos += found.length
  return true
}

/** Reads a word of labelbook's own: a name that calls somebody, or the number of a sample. */
function word(state: StateInline, silent: boolean, kind: string, pattern: RegExp): boolean {
  if (!'@#'.includes(state.src[state.pos]) || state.linkLevel > 0) return false
  const found = matchHere(pattern, state)
  if (!found) return false
  if (!silent) state.push(kind, '', 0).content = (found[1] ?? found[2]).trim()
  state.pos += found[0].length
  return true
}

/** A text as a tree: listed elements with listed attributes, all else as text. */
export function read(text: string): Part[] {
  const top: Part[] = []
  const open = [top]
  // A byte order mark, which pasted text may bring, is a blank to one parser only.
  for (const token of parser.parse(text.replaceAll('\ufeff', ''), {}).flatMap(within)) {
    const parent = open[open.length - 1]
    if (token.hidden) continue
    if (token.nesting < 0) open.pop()
    else if (token.nesting > 0) {
      const made = open.length > DEPTH ? null : element(token)
      if (made) parent.push(made)
      open.push(made?.parts ?? parent)
    } else {
      const part = leaf(token)
      if (part !== '') parent.push(part)
    }
  }
  return top
}

function within(token: Token): Token[] {
  return token.type === 'inline' ? (token.children ?? []) : [token]
}

function leaf({ type, content }: Token): Part {
  if (type === 'fence' || type === 'code_block')
    return make('pre', { dir: 'auto' }, [make('code', {}, [content])])
  if (type === 'code_inline') return make('code', {}, [content])
  if (type === 'person') return { person: content }
  if (type === 'sample') return { sample: Number(content) }
  if (type === 'softbreak' || type === 'hardbreak') return make('br')
  return type === 'hr' ? make('hr') : content
}

function element(token: Token): Element | null {
  const of = (name: string): Record<string, string> => {
    const value = token.attrGet(name)
    return value === null ? {} : { [name]: String(value) }
  }
  if (token.type === 'heading_open') return make('p', { class: 'heading', dir: 'auto' })
  const tag = TAGS.find((one) => one === token.tag)
  if (tag === undefined) return null
  if (tag === 'p' || tag === 'li') return make(tag, { dir: 'auto' })
  if (tag === 'ol') return make(tag, of('start'))
  if (tag !== 'a') return make(tag)
  const rel = 'noopener noreferrer nofollow'
  return make('a', { ...of('href'), ...of('title'), target: '_blank', rel })
}

function make(tag: Tag, attributes: Record<string, string> = {}, parts: Part[] = []): Element {
  return { tag, attributes, parts }
}

/** The text alone, on one line, where there is no room for form. */
export function plain(text: string): string {
  return said(read(text)).replace(/\s+/g, ' ').trim()
}

function said(parts: Part[]): string {
  return parts.map(words).join('')
}

function words(part: Part): string {
  if (typeof part === 'string') return part
  if ('person' in part) return `@${part.person}`
  if ('sample' in part) return `#${part.sample}`
  if (part.tag === 'ul' || part.tag === 'ol')
    return ` ${part.parts.map((item) => words(item).trim()).join(', ')} `
  return INLINE.has(part.tag) ? said(part.parts) : ` ${said(part.parts)} `
}

/**
 * A small, safe Markdown: text becomes a tree of plain data, which components show as elements.
 *
 * No HTML passes: `<b>` is shown as it was typed. Links lead to http and https only. `@name` and
 * `#12` (a sample) are words of their own. tests/discuss/markdown_cases.json holds this and the
 * renderer of exported pages to the same answers.
 */

export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'strong' | 'em'; parts: Inline[] }
  | { kind: 'link'; url: string; parts: Inline[] }
  | { kind: 'person'; name: string }
  | { kind: 'sample'; id: number }
  | { kind: 'break' }

export type Block =
  | { kind: 'paragraph' | 'heading'; parts: Inline[] }
  | { kind: 'code'; text: string }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'list'; ordered: boolean; items: Inline[][] }

const FENCE = /^```/
const HEADING = /^#{1,6}\s+(.*)$/
const ITEM = /^\s{0,3}(?:[-*+]|(\d{1,9})[.)])\s+(.*)$/
const QUOTE = /^\s{0,3}>\s?(.*)$/
/** So deep may quotes and emphasis lie in each other; deeper they are text. */
const DEPTH = 6
const FAR = 1_000

export function parse(text: string, depth = 0): Block[] {
  const lines = text.replace(/\r\n?/g, '\n').split('\n')
  const blocks: Block[] = []
  let at = 0
  while (at < lines.length) {
    const line = lines[at]
    if (line.trim() === '') at++
    else if (FENCE.test(line)) at = fence(lines, at, blocks)
    else if (HEADING.test(line)) {
      blocks.push({ kind: 'heading', parts: inlines(HEADING.exec(line)?.[1] ?? '') })
      at++
    } else if (QUOTE.test(line) && depth < DEPTH) at = quote(lines, at, blocks, depth)
    else if (ITEM.test(line)) at = list(lines, at, blocks)
    else at = paragraph(lines, at, blocks, depth)
  }
  return blocks
}

function fence(lines: string[], start: number, blocks: Block[]): number {
  let end = start + 1
  while (end < lines.length && !FENCE.test(lines[end])) end++
  blocks.push({ kind: 'code', text: lines.slice(start + 1, end).join('\n') })
  return end + 1
}

function quote(lines: string[], start: number, blocks: Block[], depth: number): number {
  const inside: string[] = []
  let at = start
  for (let found; at < lines.length && (found = QUOTE.exec(lines[at])); at++) inside.push(found[1])
  blocks.push({ kind: 'quote', blocks: parse(inside.join('\n'), depth + 1) })
  return at
}

function list(lines: string[], start: number, blocks: Block[]): number {
  const ordered = ITEM.exec(lines[start])?.[1] !== undefined
  const items: Inline[][] = []
  let at = start
  for (let found; at < lines.length && (found = ITEM.exec(lines[at])); at++) {
    if ((found[1] !== undefined) !== ordered) break
    items.push(inlines(found[2]))
  }
  blocks.push({ kind: 'list', ordered, items })
  return at
}

function paragraph(lines: string[], start: number, blocks: Block[], depth: number): number {
  let end = start + 1
  const ends = (line: string): boolean =>
    line.trim() === '' ||
    FENCE.test(line) ||
    HEADING.test(line) ||
    ITEM.test(line) ||
    (QUOTE.test(line) && depth < DEPTH)
  while (end < lines.length && !ends(lines[end])) end++
  blocks.push({ kind: 'paragraph', parts: inlines(lines.slice(start, end).join('\n')) })
  return end
}

/** What each mark looks like where it begins; the first that fits is taken. */
const MARKS: [RegExp, (found: RegExpExecArray, depth: number) => Inline | null][] = [
  [/^\\([\\`*_[\]()#@>~-])/, ([, text]) => ({ kind: 'text', text })],
  [/^`([^`\n]+)`/, ([, text]) => ({ kind: 'code', text })],
  [
    /^\*\*(?=\S)([^\n]*?\S)\*\*(?!\*)/,
    ([, inside], depth) => ({ kind: 'strong', parts: inlines(inside, depth + 1) }),
  ],
  [
    /^\*(?=[^\s*])([^*\n]*[^\s*])\*/,
    ([, inside], depth) => ({ kind: 'em', parts: inlines(inside, depth + 1) }),
  ],
  [
    /^\[([^\]\n]+)\]\(\s*([^\s()]+)\s*\)/,
    ([, inside, address], depth) => {
      const url = safe(address)
      return url === null ? null : { kind: 'link', url, parts: inlines(inside, depth + 1, false) }
    },
  ],
  [
    /^https?:\/\/[^\s<>"'`)\]]*[^\s<>"'`)\].,;:!?]/,
    ([text]) => {
      const url = safe(text)
      return url === null ? null : { kind: 'link', url, parts: [{ kind: 'text', text }] }
    },
  ],
]
const WORDS: [RegExp, (found: RegExpExecArray) => Inline][] = [
  [/^@\[([^\]\n]{1,80})\]/, ([, name]) => ({ kind: 'person', name: name.trim() })],
  [/^@([\p{L}\p{N}_][\p{L}\p{N}_.-]{0,79})/u, ([, name]) => personOf(name)],
  [/^#([1-9]\d{0,9})(?![\p{L}\p{N}_])/u, ([, id]) => ({ kind: 'sample', id: Number(id) })],
]
const WORD = /[\p{L}\p{N}_@#&/]/u

function personOf(name: string): Inline {
  return { kind: 'person', name: name.replace(/[.-]+$/, '') }
}

/** links: may a link be inside? */
function inlines(text: string, depth = 0, links = true): Inline[] {
  const parts: Inline[] = []
  let plain = ''
  const flush = (): void => {
    if (plain) parts.push({ kind: 'text', text: plain })
    plain = ''
  }
  let at = 0
  while (at < text.length) {
    if (text[at] === '\n') {
      flush()
      parts.push({ kind: 'break' })
      at++
      continue
    }
    const found = depth < DEPTH ? markAt(text, at, depth, links) : null
    if (!found) plain += text[at++]
    else if (found.part.kind === 'text') {
      plain += found.part.text
      at += found.length
    } else {
      flush()
      parts.push(found.part)
      at += found.length
    }
  }
  flush()
  return parts
}

function markAt(
  text: string,
  at: number,
  depth: number,
  links: boolean,
): { part: Inline; length: number } | null {
  if (!'\\`*[h@#'.includes(text[at])) return null
  // What begins a mark ends within so many characters, or is no mark: hostile text costs no time.
  const rest = text.slice(at, at + FAR)
  const inWord = at > 0 && WORD.test(text[at - 1])
  for (const [pattern, make] of MARKS) {
    const found = pattern.exec(rest)
    if (!found || (text[at] === 'h' && inWord)) continue
    const part = make(found, depth)
    if (part && (links || part.kind !== 'link')) return { part, length: found[0].length }
  }
  if (inWord || !links) return null
  for (const [pattern, make] of WORDS) {
    const found = pattern.exec(rest)
    if (!found) continue
    const part = make(found)
    // "@anna." ends before the dot.
    const length =
      part.kind === 'person' && rest[1] !== '[' ? part.name.length + 1 : found[0].length
    return { part, length }
  }
  return null
}

/** The address where it is plainly http or https; null for all else (javascript:, data: ...). */
function safe(address: string): string | null {
  return /^https?:\/\/[^\s\\"'<>`]+$/i.test(address) ? address : null
}

/** The text alone, on one line, where there is no room for form. */
export function plain(text: string): string {
  return parse(text).map(words).join(' ')
}

function words(block: Block): string {
  if (block.kind === 'code') return block.text
  if (block.kind === 'quote') return block.blocks.map(words).join(' ')
  if (block.kind === 'list') return block.items.map(said).join(', ')
  return said(block.parts)
}

function said(parts: Inline[]): string {
  return parts
    .map((part) => {
      if (part.kind === 'person') return `@${part.name}`
      if (part.kind === 'sample') return `#${part.id}`
      if (part.kind === 'break') return ' '
      return 'parts' in part ? said(part.parts) : part.text
    })
    .join('')
}

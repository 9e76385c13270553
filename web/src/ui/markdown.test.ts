import { describe, expect, it } from 'vitest'
import cases from '../../../tests/discuss/markdown_cases.json'
import { plain, read, type Part } from './markdown'

const NAMED: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": '#x27' }

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => `&${NAMED[mark]};`)
}

/** A tree as the HTML that the renderer of exported pages writes. */
function written(parts: Part[]): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return escaped(part)
      if ('person' in part) return `<bdi class="person">@${escaped(part.person)}</bdi>`
      if ('sample' in part) return `<span class="sample">#${part.sample}</span>`
      const given = Object.entries(part.attributes)
      const start = `<${part.tag}${given.map(([name, value]) => ` ${name}="${escaped(value)}"`).join('')}>`
      const empty = part.tag === 'br' || part.tag === 'hr'
      return empty ? start : `${start}${written(part.parts)}</${part.tag}>`
    })
    .join('')
}

/** All addresses that a tree leads to. */
function urls(parts: Part[]): string[] {
  return parts.flatMap((part) => {
    if (typeof part === 'string' || !('tag' in part)) return []
    return [...(part.attributes.href ? [part.attributes.href] : []), ...urls(part.parts)]
  })
}

function depth(parts: Part[]): number {
  const below = parts.map((part) =>
    typeof part !== 'string' && 'tag' in part ? 1 + depth(part.parts) : 0,
  )
  return Math.max(0, ...below)
}

describe('Markdown', () => {
  it.each(cases.map(({ text, html }) => [text, html]))('reads %j as exports do', (text, html) => {
    expect(written(read(text))).toBe(html)
  })

  it.each(cases.map(({ text }) => [text]))('leads to the web and to mail alone by %j', (text) => {
    for (const url of urls(read(text))) expect(url).toMatch(/^(https?:\/\/|mailto:)/)
  })

  it.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert`1`)',
    '[x](java&#115;cript:alert(1))',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x](//evil.example)',
    '[x]( vbscript:x )',
    '[[x](javascript:x)](javascript:y)',
    '<a href="javascript:x">y</a>',
    '<javascript:alert(1)>',
    '[x]: javascript:alert(1)\n\n[x]',
    '![x](file:///etc/passwd)',
  ])('leads nowhere by %j', (text) => {
    expect(urls(read(text))).toEqual([])
  })

  it('reads a hostile text in time, and nests no deeper than a page can show', () => {
    for (const piece of [
      '*',
      '[',
      '![[',
      '> ',
      '- ',
      '**a ',
      '*a_ ',
      '`',
      '@[',
      'http://',
      '[a](<b',
    ]) {
      const text = piece.repeat(20_000 / piece.length)
      const started = performance.now()
      const parts = read(text)
      expect(performance.now() - started, piece).toBeLessThan(1_500)
      expect(depth(parts), piece).toBeLessThan(35)
      plain(text)
    }
  })
})

it('says as text alone what the form says, without its marks', () => {
  expect(plain('An **I** left of a *V*, see #12 and @Anna')).toBe(
    'An I left of a V, see #12 and @Anna',
  )
  expect(plain('# Fours\n\n- `IIII`\n- [IV](https://example.org)\n\n> so')).toBe(
    'Fours IIII, IV so',
  )
  expect(plain('- one\n  - two\n\nthree\nfour')).toBe('one two three four')
})

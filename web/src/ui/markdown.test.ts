import { describe, expect, it } from 'vitest'
import cases from '../../../tests/discuss/markdown_cases.json'
import { parse, plain, type Block, type Inline } from './markdown'

/** All addresses that a tree leads to. */
function urls(blocks: Block[]): string[] {
  const of = (parts: Inline[]): string[] =>
    parts.flatMap((part) =>
      part.kind === 'link' ? [part.url, ...of(part.parts)] : 'parts' in part ? of(part.parts) : [],
    )
  return blocks.flatMap((block) => {
    if (block.kind === 'quote') return urls(block.blocks)
    if (block.kind === 'list') return block.items.flatMap(of)
    return block.kind === 'code' ? [] : of(block.parts)
  })
}

describe('Markdown', () => {
  it.each(cases.map(({ text, blocks }) => [text, blocks]))('reads %j', (text, blocks) => {
    expect(parse(text as string)).toEqual(blocks)
  })

  it.each([
    '[x](javascript:alert(1))',
    '[x](JaVaScRiPt:alert`1`)',
    '[x](data:text/html,<script>alert(1)</script>)',
    '[x](//evil.example)',
    '[x]( vbscript:x )',
    '[[x](javascript:x)](javascript:y)',
    '<a href="javascript:x">y</a>',
    '![x](file:///etc/passwd)',
  ])('leads nowhere by %j', (text) => {
    expect(urls(parse(text))).toEqual([])
  })

  it('ends an address before a quotation mark', () => {
    expect(urls(parse('[x](https://a.example"onmouseover="alert)'))).toEqual(['https://a.example'])
  })

  it('reads a hostile text in time', () => {
    for (const text of [
      '*'.repeat(20_000),
      '['.repeat(20_000),
      '> '.repeat(10_000),
      '**a '.repeat(5_000),
      '`'.repeat(20_000),
      '@['.repeat(10_000),
      'http://'.repeat(2_800),
    ]) {
      const started = performance.now()
      parse(text)
      expect(performance.now() - started, text.slice(0, 8)).toBeLessThan(1_500)
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
})

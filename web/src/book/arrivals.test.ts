import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SampleRow } from '../../tests/columns-file'
import { Page, tinyServer, until } from '../../tests/page'
import type { TinyServer } from '../../tests/tiny-server'
import type { BookStore } from './book.svelte'
import { compareNaturally, naturalKey } from './natural'
import type { Received } from './stream'

let server: TinyServer

beforeEach(async () => {
  server = await tinyServer()
})
afterEach(() => server.stop())

/** Everything that a page says of the book, in words. */
function told(book: BookStore): object {
  const { columns } = book
  const rows = [...columns.id.keys()]
  const inOrder = rows.sort((a, b) => columns.pathRank[a] - columns.pathRank[b])
  return {
    seq: columns.seq,
    classes: columns.classes,
    rows: inOrder.map((row) => ({
      id: columns.id[row],
      rank: columns.pathRank[row],
      path: book.path(row),
      label: book.label(row),
      split: book.split(row),
      excluded: book.excluded(row),
      tags: book.tags(row),
      author: book.author(row),
      lastChange: columns.lastChange[row],
      size: [book.field(row, 'width'), book.field(row, 'height'), columns.hash[row]],
    })),
  }
}

/** A random number generator with a seed (mulberry32). */
function random(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below)
  }
}

/** Somebody does something: brings samples, edits, takes back, brings back. */
function happens(below: (n: number) => number): void {
  const { journal } = server
  const doing = below(4)
  if (doing === 0) {
    const first = 1 + 20 * (journal.seq + 1)
    const samples = Array.from({ length: 1 + below(3) }, (_, at): SampleRow => ({
      id: first + at,
      path: `${['made', 'Train', 'über'][below(3)]}/${below(30)}/${first + at}.png`,
      label: ['i', 'iv', 'viii', `new${journal.seq}`, null][below(5)],
      split: below(2) ? 'train' : 'val',
      excluded: below(5) === 0,
      tags: below(3) === 0 ? ['a'] : [],
    }))
    journal.import(samples)
  } else if (doing === 1 && journal.samples.length > 0) {
    const { id } = journal.samples[below(journal.samples.length)]
    const [field, after] = [
      ['label', 'ii'],
      ['excluded', '1'],
      ['tag:b', '1'],
      ['label', null],
    ][below(4)] as [string, string | null]
    server.edit('Cleo', field, [id], after)
  } else if (journal.seq > 0) {
    const target = journal.changesets[below(journal.seq)]
    const undo = target.reverted_by === null
    const key = `k${journal.seq}`
    try {
      journal.revert(target.id, undo, { author: 'Ben', key, skip_conflicts: false })
    } catch {
      // What has moved since, or is gone, cannot be taken back.
    }
  }
}

describe('samples that come, go and return', () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'leave every page in the same state, whatever was missed (seed %i)',
    async (seed) => {
      const below = random(seed)
      const page = await new Page(server, 'Anna').open()
      // What was told while the page was away comes later, some of it twice, in any order.
      const missed: Received[] = []
      for (let step = 0; step < 40; step++) {
        const before = server.journal.seq
        happens(below)
        for (let id = before + 1; id <= server.journal.seq; id++) {
          missed.push(structuredClone(server.journal.told(id)))
        }
        if (below(3) > 0) continue
        const again = missed.filter(() => below(3) === 0)
        const all = [...missed.splice(0), ...again].sort(() => below(3) - 1)
        for (const { changeset, groups, arrivals, classes } of all) {
          page.book.apply(changeset, groups, arrivals, classes)
        }
        const fresh = await new Page(server, 'Ben').open()
        expect(told(page.book)).toEqual(told(fresh.book))
        expect(page.shown).toEqual(fresh.shown)
        fresh.close()
      }
      page.close()
    },
  )

  test('come over the live channel without a new snapshot, also what was missed', async () => {
    const anna = await new Page(server, 'Anna').open({ live: true })
    const snapshots = (): number => server.seen.filter((one) => one === 'GET /api/snapshot').length
    expect(snapshots()).toBe(1)
    const made = server.journal.import([{ id: 9, path: 'train/aa.png', label: 'v', tags: ['new'] }])
    await until(() => anna.book.columns.rows === 9)
    expect(anna.label(9)).toBe('v')
    expect(anna.book.path(anna.book.rowOf(9))).toBe('train/aa.png')
    expect(anna.shown.slice(0, 3)).toEqual([1, 9, 2])
    await server.stop()
    await until(() => anna.live.connection === 'lost')
    const body = { author: 'Ben', key: 'undo', skip_conflicts: false }
    server.journal.revert(made.id, true, body)
    server.journal.import([{ id: 10, path: 'train/z.png', label: 'i' }])
    await server.start()
    await until(() => anna.book.columns.seq === 3, 5_000)
    expect(anna.shown).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 10])
    expect(snapshots()).toBe(1)
    anna.close()
  })

  test('leave an edit that the server has not confirmed where it is', async () => {
    const anna = await new Page(server, 'Anna').open()
    const edit = { field: 'label', samples: Uint32Array.of(3), after: 'i' }
    anna.book.put(edit)
    anna.selection.moveTo(anna.book.rowOf(5))
    anna.selection.toggle(anna.book.rowOf(2))
    server.journal.import([{ id: 9, path: 'train/aa.png', label: 'i' }])
    const { changeset, groups, arrivals, classes } = server.journal.told(1)
    anna.book.apply(changeset, groups, arrivals, classes)
    expect([anna.label(3), anna.label(9)]).toEqual(['i', 'i'])
    expect(anna.selection.targets().length).toBe(1)
    anna.book.drop(edit)
    expect(anna.label(3)).toBe('iii')
    anna.close()
  })

  test('that are too many to tell are fetched', async () => {
    const anna = await new Page(server, 'Anna').open()
    server.journal.import([{ id: 9, path: 'train/aa.png', label: 'i' }])
    anna.book.apply(server.journal.changeset(1), [], null, null)
    await until(() => anna.book.columns.rows === 9)
    anna.close()
  })
})

describe('the natural order of paths', () => {
  test('goes by the value of numbers, not by capitals', () => {
    const names = ['a10', 'a2', 'A1', 'a1', 'B', 'ü', 'a٣', 'a1/x', 'a', '9']
    const sorted = names.toSorted((a, b) => compareNaturally(naturalKey(a), naturalKey(b)))
    expect(sorted).toEqual(['9', 'a', 'A1', 'a1', 'a1/x', 'a2', 'a٣', 'a10', 'B', 'ü'])
  })
})

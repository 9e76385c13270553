import { flushSync } from 'svelte'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { tinyServer, until } from '../../tests/page'
import type { TinyServer } from '../../tests/tiny-server'
import type { App } from '../app/app.svelte'
import { createPage } from '../shell/rooms'
import { Issues } from './issues.svelte'
import { IssueQueue } from './queue.svelte'
import type { Issue, IssueKind } from '../api/model'

let server: TinyServer
let app: App
let issues: Issues
let queue: IssueQueue

/** Sample s of the tiny book is labelled i, ii, iii, iv in turn. */
function issue(sample: number, suggestion: string | null, kind: IssueKind = 'mislabelled'): Issue {
  const label = ['i', 'ii', 'iii', 'iv'][(sample - 1) % 4]
  const evidence = { samples: [8], probabilities: [] }
  const reason = `It looks like ${suggestion}.`
  return { sample, kind, score: 1 - sample / 10, label, suggestion, reason, evidence }
}

async function open(): Promise<void> {
  const page = window as unknown as { happyDOM: { setURL(url: string): void } }
  page.happyDOM.setURL(`${server.url}/?view=issues`)
  localStorage.setItem('labelbook:preferences', JSON.stringify({ name: 'Anna', advance: true }))
  app = createPage()
  issues = app.part(Issues)
  queue = app.part(IssueQueue)
  await app.start()
  flushSync()
}

function press(key: string): void {
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
  flushSync()
}

const sample = (): number | undefined => queue.current?.sample
const label = (sample: number): string | null => app.book.label(app.book.rowOf(sample))
const answered = (): Promise<void> => until(() => app.edits.waiting === 0)

beforeEach(async () => {
  server = await tinyServer()
  server.looks.issues = [
    issue(1, 'iv'),
    issue(2, 'iii'),
    issue(3, 'i'),
    issue(4, 'i'),
    issue(5, null, 'not-a-class'),
  ]
  server.looks.finish('issues')
})
afterEach(async () => {
  app.stop()
  sessionStorage.clear()
  await server.stop()
})

describe('by keyboard alone', () => {
  beforeEach(async () => {
    await open()
    await until(() => issues.phase === 'ready')
    flushSync()
  })

  test('each key decides and goes on, and the most suspect comes first', async () => {
    expect(sample()).toBe(1)
    press('Enter')
    expect([label(1), sample()]).toEqual(['iv', 2])
    press('o')
    expect([label(2), sample()]).toEqual(['ii', 3])
    press('x')
    expect(sample()).toBe(4)
    press('3')
    expect([label(4), sample()]).toEqual(['iii', undefined])
    await answered()
    expect(server.journal.value(2, 'tag:kept:mislabelled')).toBe('1')
    expect(queue.decided).toEqual({ relabelled: 2, kept: 1, moved: 0, excluded: 1, all: 4 })
    expect(issues.openCount('mislabelled')).toBe(0)
  })

  test('the key of the label that it has keeps it', async () => {
    press('1')
    await answered()
    expect(server.journal.value(1, 'tag:kept:mislabelled')).toBe('1')
    expect(sample()).toBe(2)
  })

  test('what is skipped stays open and is offered again', () => {
    press('j')
    press('ArrowDown')
    press('Enter')
    press('Enter')
    expect([sample(), queue.skipped]).toEqual([undefined, 2])
    queue.restart()
    flushSync()
    expect(sample()).toBe(1)
    press('j')
    press('k')
    expect(sample()).toBe(1)
  })

  test('undo brings the issue back, also when it was gone past', async () => {
    press('Enter')
    await answered()
    press('j')
    expect(sample()).toBe(3)
    press('u')
    await answered()
    flushSync()
    expect([label(1), sample()]).toEqual(['i', 1])
  })

  test('kept ones do not come back when the issues are fetched again', async () => {
    press('o')
    await answered()
    await issues.load('mislabelled')
    expect(issues.list.map((one) => one.sample)).toEqual([2, 3, 4])
  })

  test('filters of the page hold here too', () => {
    app.query.toggle('label', 'iii')
    flushSync()
    expect([sample(), queue.filteredOut]).toEqual([3, 3])
  })

  test('a sample without a suggested class is excluded where that is what is wrong', async () => {
    app.query.kind = 'not-a-class'
    await until(() => issues.list.length === 1)
    flushSync()
    press('Enter')
    expect(app.book.excluded(app.book.rowOf(5))).toBe(true)
  })

  test('of two alike in test and train, the one in test stays, and both issues are settled', async () => {
    server.edit('Ben', 'split', [6], 'test')
    const pair = (sample: number, other: number): Issue => ({
      ...issue(sample, null, 'leak'),
      evidence: { samples: [other], probabilities: [] },
    })
    server.looks.issues = [pair(6, 7), pair(7, 6)]
    await until(() => app.book.split(app.book.rowOf(6)) === 'test')
    app.query.kind = 'leak'
    await until(() => issues.list.length === 2)
    flushSync()
    press('Enter')
    expect([6, 7].map((id) => app.book.excluded(app.book.rowOf(id)))).toEqual([false, true])
    expect(sample()).toBeUndefined()
  })

  test('a leak is settled when both lie in one split, by whatever moved them', async () => {
    server.edit('Ben', 'split', [6], 'val')
    const leak = { ...issue(6, null, 'leak'), evidence: { samples: [7], probabilities: [] } }
    server.looks.issues = [leak]
    await until(() => app.book.split(app.book.rowOf(6)) === 'val')
    app.query.kind = 'leak'
    await until(() => issues.list.length === 1)
    flushSync()
    expect(sample()).toBe(6)
    server.edit('Ben', 'split', [6], 'train')
    await until(() => app.book.split(app.book.rowOf(6)) === 'train')
    flushSync()
    expect([sample(), queue.decided.moved]).toEqual([undefined, 1])
  })

  test('keys of Issues do nothing elsewhere', () => {
    app.query.layout = 'sheet'
    flushSync()
    press('Enter')
    press('o')
    expect(app.edits.waiting).toBe(0)
  })
})

test('what somebody else decides disappears with a note', async () => {
  await open()
  await until(() => issues.phase === 'ready' && app.live.connection === 'open')
  flushSync()
  server.edit('Ben', 'label', [1], 'iv')
  await until(() => label(1) === 'iv')
  flushSync()
  expect(sample()).toBe(2)
  expect(queue.note).toBe('Ben relabelled it to iv. Here is the next issue.')
  server.edit('Ben', 'tag:kept:mislabelled', [2], '1')
  await until(() => queue.note === 'Ben marked it as right. Here is the next issue.')
})

test('a filter also finds issues that were not fetched yet', async () => {
  const [rare] = server.journal.samples.slice(-1)
  const many = Array.from({ length: 600 }, () => issue(1, 'iv'))
  server.looks.issues = [...many, issue(rare.id, 'x')]
  await open()
  await until(() => issues.phase === 'ready')
  app.query.text = rare.path
  flushSync()
  queue.fill()
  await until(() => queue.current !== null)
  expect(sample()).toBe(rare.id)
})

test('many are accepted at once as one changeset, and undone as one', async () => {
  await open()
  await until(() => issues.phase === 'ready')
  flushSync()
  press('j')
  expect(await queue.acceptTop(3, 'looked at all of them')).toBe(true)
  expect([1, 2, 3, 4].map(label)).toEqual(['i', 'iii', 'i', 'i'])
  const [changeset] = server.journal.changesets
  expect([changeset.message, changeset.size, server.journal.seq]).toEqual([
    'looked at all of them',
    3,
    1,
  ])
  press('u')
  await answered()
  flushSync()
  expect([1, 2, 3, 4].map(label)).toEqual(['i', 'ii', 'iii', 'iv'])
})

test('nobody has looked yet: it says so, and shows them when the job is done', async () => {
  server.looks.ready.clear()
  await open()
  await until(() => issues.phase === 'not-ready' && app.live.connection === 'open')
  await app.jobs.start('issues')
  server.looks.finish('issues')
  await until(() => issues.phase === 'ready')
  flushSync()
  expect(sample()).toBe(1)
})

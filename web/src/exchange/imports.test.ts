import { expect, test } from 'vitest'
import { Client } from '../api/client'
import { Jobs } from '../live/jobs.svelte'
import { Imports } from './imports.svelte'

const ANSWER = { says: 'it is a class', settings: { layout: 'CLASS/FILE' } }
const PREVIEW = {
  layout: 'read as CLASS/FILE',
  images: 2,
  splits: ['train'],
  classes: [{ name: 'cat', counts: { train: 2 }, examples: ['cat/1.png'] }],
  others: {},
  columns: [],
  doubts: [] as object[],
  filled: [],
  cells: 0,
}
const REPORT = {
  changeset: 4,
  added: 2,
  unchanged: 0,
  left_out: 0,
  skipped: [],
  doubts: [],
  filled: [],
}

/** A store on a server that asks until a layout is given; what it was sent is in `seen`. */
function begun(): { imports: Imports; seen: string[]; jobs: Jobs; finish: () => void } {
  const seen: string[] = []
  let done = false
  const http = new Client('http://book', async (request) => {
    const { pathname, searchParams } = new URL(request.url)
    seen.push(`${request.method} ${pathname}${searchParams.get('path') ?? ''}`)
    const answer = (body: object, status = 200): Response => Response.json(body, { status })
    if (pathname.endsWith('/uploads')) return answer({ id: 'u1' }, 201)
    if (pathname.endsWith('/folders')) return answer({ detail: 'there is no folder /x' }, 404)
    if (pathname.endsWith('/preview')) {
      const { settings } = (await request.json()) as { settings: object }
      const doubts = 'layout' in settings ? [] : [{ says: 'why', answers: [ANSWER], asks: true }]
      return answer({ ...PREVIEW, doubts })
    }
    if (pathname.endsWith('/import')) return answer({ id: '7', kind: 'import', state: 'running' })
    if (pathname.endsWith('/import/u1')) return answer({ report: done ? REPORT : null })
    return answer({ taken: true })
  })
  const jobs = new Jobs(http)
  const imports = new Imports(http, jobs, () => 'Anna')
  return { imports, seen, jobs, finish: () => (done = true) }
}

const file = (path: string): { path: string; file: File } => ({
  path,
  file: new File(['abc'], path),
})

test('files are sent with their paths, and looked at', async () => {
  const { imports, seen } = begun()
  await imports.send([file('pets/cat/1.png'), file('pets/cat/2.png')])
  expect(seen.slice(1, 3)).toEqual([
    'POST /api/import/uploads/u1/filespets/cat/1.png',
    'POST /api/import/uploads/u1/filespets/cat/2.png',
  ])
  expect([imports.phase, imports.sent, imports.total]).toEqual(['preview', 6, 6])
})

test('a question keeps the import waiting until it is answered, and can be asked again', async () => {
  const { imports } = begun()
  await imports.send([file('a.zip')])
  expect(imports.isOpen).toBe(true)
  await imports.settle('why', ANSWER)
  expect(imports.isOpen).toBe(false)
  expect(imports.settings).toEqual({ layout: 'CLASS/FILE' })
  await imports.askAgain()
  expect(imports.isOpen).toBe(true)
})

test('the report comes when the job is done', async () => {
  const { imports, jobs, finish } = begun()
  await imports.send([file('a.zip')])
  await imports.start()
  expect(imports.phase).toBe('importing')
  finish()
  jobs.update({ ...jobs.all[0], state: 'done' })
  await expect.poll(() => imports.phase).toBe('done')
  expect(imports.report?.added).toBe(2)
})

test('a folder that is not there is told where it was named', async () => {
  const { imports } = begun()
  await imports.openFolder('/x')
  expect([imports.phase, imports.problem]).toEqual(['choose', 'there is no folder /x'])
})

test('what is given up is removed from the server', async () => {
  const { imports, seen } = begun()
  await imports.send([file('a.zip')])
  imports.reset()
  await expect.poll(() => seen.at(-1)).toBe('POST /api/import/uploads/u1/abandon')
  expect(imports.phase).toBe('choose')
})

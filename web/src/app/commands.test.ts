import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createPage } from '../shell/rooms'
import type { App } from './app.svelte'
import { clashes, Commands, GROUPS, placeOfKey, shownKeys, strokeOf } from './commands'
import type { Command } from './commands'
import { commandAt, isTyping } from './keyboard'
import type { Layout } from '../query/query.svelte'

let page: App

beforeEach(() => {
  page = createPage()
})
afterEach(() => page.stop())

const plain = { shiftKey: false, ctrlKey: false, metaKey: false, altKey: false }

/** The command that a key starts in a room. */
function command(
  key: string,
  held: Partial<typeof plain> = {},
  room: Layout = 'sheet',
): string | undefined {
  page.query.layout = room
  const stroke = strokeOf({ key, ...plain, ...held })
  return stroke === null ? undefined : commandAt(page, stroke)?.id
}

describe('the table of commands', () => {
  test('has no key that two commands of one room claim, and no id twice', () => {
    expect(clashes(page.commands.all)).toEqual([])
  })

  test('is refused where two commands of one room use a key', () => {
    const one = (id: string, room?: string): Command<App> => ({
      ...{ id, name: 'One', group: 'See', keys: ['e'], run: () => undefined },
      ...(room ? { in: room } : {}),
    })
    const both = [one('canvas.eraser', 'canvas'), one('canvas.empty', 'canvas')]
    expect(() => new Commands(both)).toThrow(
      'canvas.eraser and canvas.empty both use the key e in canvas',
    )
    expect(clashes([one('canvas.eraser', 'canvas'), one('map.empty', 'map'), one('a.b')])).toEqual(
      [],
    )
  })

  test('names commands after the folder that declares them, and says what they do', () => {
    for (const { id, name, group } of page.commands.all) {
      expect(id).toMatch(/^[a-z]+\.[a-z-]+$/)
      expect(name).toMatch(/^[A-Z]/)
      expect(GROUPS).toContain(group)
    }
  })

  test('has the command that opens each room, and one that only a room knows is of that room', () => {
    const rooms = page.rooms.map(({ id }) => id as string)
    for (const { open } of page.rooms) expect(page.commands.named(open).keys).not.toEqual([])
    for (const { in: room } of page.commands.all) if (room) expect(rooms).toContain(room)
  })

  test('shows keys as people read them', () => {
    expect(shownKeys({ keys: ['u', 'Mod+z'] })).toEqual(['u', 'Ctrl+z'])
    expect(shownKeys({ keys: ['ArrowDown', 'j'], shown: '↓ j' })).toEqual(['↓', 'j'])
  })
})

describe('keys', () => {
  test('move, extend and select', () => {
    expect(command('j')).toBe('review.down')
    expect(command('ArrowDown', { shiftKey: true })).toBe('review.extend-down')
    expect(command('J', { shiftKey: true })).toBe('review.extend-down')
    expect(command('a', { ctrlKey: true })).toBe('review.select-all')
    expect(command('a', { metaKey: true })).toBe('review.select-all')
  })

  test('undo and redo the way every program does', () => {
    expect(command('u')).toBe('review.undo')
    expect(command('z', { ctrlKey: true })).toBe('review.undo')
    expect(command('Z', { ctrlKey: true, shiftKey: true })).toBe('review.redo')
    expect(command('U', { shiftKey: true })).toBe('review.redo')
  })

  test('work on keyboards where signs and digits need Shift', () => {
    expect(command('?', { shiftKey: true })).toBe('shell.help')
    expect(command('/', { shiftKey: true })).toBe('shell.search')
    expect(command('+', { shiftKey: true })).toBe('review.bigger')
    expect(command('4', { shiftKey: true })).toBe('review.class')
  })

  test('leave the browser its own', () => {
    expect(command('r', { ctrlKey: true })).toBeUndefined()
    expect(command('t', { ctrlKey: true })).toBeUndefined()
    expect(command('1', { ctrlKey: true })).toBeUndefined()
    expect(command('ArrowLeft', { altKey: true })).toBeUndefined()
  })
})

describe('the open room is asked first', () => {
  test('on the canvas digits save, and undo takes back a step of the drawing', () => {
    expect(command('3', {}, 'canvas')).toBe('canvas.save')
    expect(command('z', { ctrlKey: true }, 'canvas')).toBe('canvas.undo')
    expect(command('x', { altKey: true }, 'canvas')).toBeUndefined()
    expect(command('/', {}, 'canvas')).toBe('shell.search')
    expect(command('c', {}, 'canvas')).toBe('canvas.open')
  })

  test('on the map arrows move the map, and j and k the cursor', () => {
    expect(command('ArrowDown', {}, 'map')).toBe('map.move')
    expect(command('j', {}, 'map')).toBe('review.down')
    expect(command('+', {}, 'map')).toBe('map.zoom-in')
  })

  test('among issues and threads j goes to the next of them', () => {
    expect(command('j', {}, 'issues')).toBe('issues.skip')
    expect(command('j', {}, 'discuss')).toBe('discuss.next')
    expect(command('Enter', {}, 'sheet')).toBeUndefined()
  })

  test('where no samples are seen, none are changed', () => {
    for (const key of ['x', '1', 'l', 'j', 'n', 'q'])
      expect(command(key, {}, 'grow')).toBeUndefined()
    expect(command('x', {}, 'evaluate')).toBeUndefined()
    for (const key of ['u', 'h', 'd', 'v']) expect(command(key, {}, 'grow')).toBeDefined()
  })
})

test('a digit means its place in the top row', () => {
  expect(['1', '9', '0', 'Shift+4'].map(placeOfKey)).toEqual([0, 8, 9, 3])
})

test('no key acts while somebody types', () => {
  const make = (html: string): Element => {
    document.body.innerHTML = html
    return document.body.firstElementChild as Element
  }
  expect(isTyping(make('<input>'))).toBe(true)
  expect(isTyping(make('<textarea></textarea>'))).toBe(true)
  expect(isTyping(make('<select></select>'))).toBe(true)
  expect(isTyping(make('<input type="checkbox">'))).toBe(false)
  expect(isTyping(make('<button>x</button>'))).toBe(false)
  expect(isTyping(null)).toBe(false)
})

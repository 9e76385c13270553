import { afterEach, describe, expect, it } from 'vitest'
import { Walk } from './walk'

function menu(html: string): { press: (key: string, wait?: number) => boolean; at: () => string } {
  document.body.innerHTML = `<div>${html}</div>`
  const panel = document.body.firstElementChild as HTMLElement
  const walk = new Walk()
  let now = 0
  return {
    press: (key, wait = 10) => {
      now += wait
      const event = new KeyboardEvent('keydown', { key })
      Object.defineProperties(event, {
        target: { value: document.activeElement },
        timeStamp: { value: now },
      })
      return walk.key(panel, event)
    },
    at: () => (document.activeElement as HTMLElement).id,
  }
}

const FORMATS = `
  <button id="csv">CSV</button>
  <button id="coco">COCO</button>
  <button id="gone" disabled>Croissant</button>
  <button id="report">Report</button>
`

describe('in a menu', () => {
  afterEach(() => {
    document.body.innerHTML = ''
  })

  it('arrows go from one item to the next, past what is disabled, and round', () => {
    const { press, at } = menu(FORMATS)
    const visited = ['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowUp'].map((key) => {
      expect(press(key)).toBe(true)
      return at()
    })
    expect(visited).toEqual(['csv', 'coco', 'report', 'csv', 'report'])
  })

  it('Up comes to the last item first', () => {
    const { press, at } = menu(FORMATS)
    press('ArrowUp')
    expect(at()).toBe('report')
  })

  it('Home and End come to the first and the last', () => {
    const { press, at } = menu(FORMATS)
    press('End')
    expect(at()).toBe('report')
    press('Home')
    expect(at()).toBe('csv')
  })

  it('a letter comes to the next item that begins with it, and again to the one after', () => {
    const { press, at } = menu(FORMATS)
    const visited = ['c', 'c', 'c'].map((key) => {
      press(key)
      return at()
    })
    expect(visited).toEqual(['csv', 'coco', 'csv'])
  })

  it('letters that follow quickly are one name, and after a pause a new one', () => {
    const { press, at } = menu(FORMATS)
    press('c')
    press('o')
    expect(at()).toBe('coco')
    press('r', 5_000)
    expect(at()).toBe('report')
  })

  it('a key that finds nothing leaves the focus where it is, and is free for others', () => {
    const { press, at } = menu(FORMATS)
    press('Home')
    expect(press('z')).toBe(false)
    expect(press('Tab')).toBe(false)
    expect(at()).toBe('csv')
  })

  it('items are walked without what is above and below them', () => {
    const { press, at } = menu(
      '<select></select><div role="menu"><button id="a">A</button><button id="b">B</button></div><button>C</button>',
    )
    const visited = ['ArrowDown', 'ArrowDown', 'ArrowDown', 'End'].map((key) => {
      press(key)
      return at()
    })
    expect(visited).toEqual(['a', 'b', 'a', 'b'])
  })

  it('a text field keeps its letters, Home and End, and is left by Up and Down', () => {
    const { press, at } = menu('<input id="name" type="text"><button id="save">Save</button>')
    press('Home')
    expect(['s', 'Home', 'End'].map((key) => press(key))).toEqual([false, false, false])
    expect(at()).toBe('name')
    press('ArrowDown')
    expect(at()).toBe('save')
  })

  it('a number and a choice keep their arrows', () => {
    for (const field of ['<input id="f" type="number">', '<select id="f"></select>']) {
      const { press, at } = menu(`${field}<button>Go</button>`)
      press('Home')
      expect(press('ArrowDown')).toBe(false)
      expect(at()).toBe('f')
    }
  })
})

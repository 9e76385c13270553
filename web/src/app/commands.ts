/** What a person can do by a key: one record for each command, and the table of all of them. */

/** The headings under which help and documentation list the commands, in their order. */
export const GROUPS = ['Move', 'Select', 'Change', 'Issues', 'Discuss', 'See', 'Canvas'] as const

/** What a command acts on, and what a room shows: nothing, one sample, or a list of samples. */
export type Seen = 'nothing' | 'sample' | 'samples'

/** P: the page that a command gets. */
export interface Command<P> {
  /** 'room.action': the folder that declares it, and what it does. */
  id: string
  /** What it does, in words for help and documentation. */
  name: string
  group: (typeof GROUPS)[number]
  /** Its keys: `KeyboardEvent.key`, in lower case, after 'Mod+' (Ctrl or Command) and 'Shift+'. */
  keys: readonly string[]
  /** The keys as people see them, separated by spaces, where they differ from `keys`. */
  shown?: string
  /** The only room where it acts; in every room without it. */
  in?: string
  /** What must be seen for it to act, where it acts in every room. */
  needs?: Seen
  /** Where this returns false, another command may take the key. */
  when?: (page: P) => boolean
  /** stroke: the one of `keys` that was pressed. */
  run: (page: P, stroke: string) => void
}

// Some keyboards (French, say) need Shift for digits.
export const digits = [...'1234567890'].flatMap((digit) => [digit, `Shift+${digit}`])
export const arrows = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'].flatMap((arrow) => [
  arrow,
  `Shift+${arrow}`,
])

/** Every command of the page. Throws where two would answer one key in one room. */
export class Commands<P> {
  readonly #byStroke = new Map<string, Command<P>[]>()

  constructor(readonly all: readonly Command<P>[]) {
    for (const command of all)
      for (const key of command.keys)
        this.#byStroke.set(key, [...(this.#byStroke.get(key) ?? []), command])
    const twice = clashes(all)
    if (twice.length > 0) throw new Error(twice.join('; '))
  }

  /** What a stroke may start in a room: the room's own commands, then those of every room. */
  at(stroke: string, room: string): Command<P>[] {
    const found = this.#byStroke.get(stroke) ?? []
    return [
      ...found.filter((command) => command.in === room),
      ...found.filter((command) => command.in === undefined),
    ]
  }

  /** The command of this id. Throws where there is none. */
  named(id: string): Command<P> {
    const command = this.all.find((command) => command.id === id)
    if (!command) throw new Error(`There is no command ${id}.`)
    return command
  }
}

/** The keys that two commands claim in one room, and ids that two have, in words. */
export function clashes<P>(all: readonly Command<P>[]): string[] {
  const owners = new Map<string, string>()
  const found: string[] = []
  for (const command of all) {
    const where = command.in ?? 'every room'
    for (const claim of [command.id, ...command.keys.map((key) => `${key} in ${where}`)]) {
      const owner = owners.get(claim)
      if (owner !== undefined) found.push(`${owner} and ${command.id} both use the key ${claim}`)
      owners.set(claim, command.id)
    }
  }
  return found
}

/** The keys of a command as people read them: ['↓', 'j'], ['Ctrl+A']. */
export function shownKeys({ keys, shown }: Pick<Command<never>, 'keys' | 'shown'>): string[] {
  return shown?.split(' ') ?? keys.map((key) => key.replace('Mod+', 'Ctrl+'))
}

type Stroke = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>

/** The stroke of a key event, as commands name it; null with Alt, which is the browser's. */
export function strokeOf({ key, shiftKey, ctrlKey, metaKey, altKey }: Stroke): string | null {
  if (altKey) return null
  const held = (ctrlKey || metaKey ? 'Mod+' : '') + (shiftKey ? 'Shift+' : '')
  return held + (key.length === 1 ? key.toLowerCase() : key)
}

/** The place that the stroke of a digit means: 0 the first. */
export function placeOfKey(stroke: string): number {
  const digit = stroke.at(-1)
  return digit === '0' ? 9 : Number(digit) - 1
}

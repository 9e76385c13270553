/** The rooms of the page, in the order of their buttons: the one list of them. */

import { App } from '../app/app.svelte'
import type { Page } from '../app/context'
import type { Room } from '../app/rooms'
import { registerColumns } from '../columns/register'
import { registerComputed } from '../computed/register'
import { canvas } from '../canvas/room'
import { discuss } from '../discuss/room'
import { registerExchange } from '../exchange/register'
import { evaluate } from '../evaluate/room'
import { grow } from '../grow/room'
import { issues } from '../issues/room'
import { map } from '../map/room'
import { gallery, sheet } from '../review/room'
import { registerUnlabelled } from '../unlabelled/register'
import { unlabelled } from '../unlabelled/room'
import { commands } from './commands'

const ROOMS: readonly Room<Page>[] = [
  sheet,
  gallery,
  map,
  unlabelled,
  issues,
  canvas,
  grow,
  evaluate,
  discuss,
]

/** Make the page for this browser window. Call start() to load the book. */
export function createPage(browser: Window & typeof globalThis = window): App {
  const app = new App(ROOMS, commands, browser)
  registerColumns(app)
  registerComputed(app)
  registerExchange(app)
  registerUnlabelled(app)
  return app
}

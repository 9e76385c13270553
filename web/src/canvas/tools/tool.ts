/**
 * What a tool of the canvas is: a file of `kinds/` that declares its name, key, icon and settings,
 * and says what a press with it begins. From the press to the release one small state of `states/`
 * is in charge; each event tells it, and it returns the state that is in charge next.
 */

import type { Component } from 'svelte'
import type { Command } from '../../app/commands'
import type { Page } from '../../app/context'
import type { Point } from '../engine/raster'
import type { Workbench } from '../workbench.svelte'

/** Where the page is seen: pixels of the screen from the stage's corner, and for each of its own. */
export interface Look {
  x: number
  y: number
  zoom: number
}

/** The pointer, while it is pressed. */
export interface Press {
  /** Where it is on the stage, in pixels of the screen. */
  at: Point
  /** Where it is on the page, in pixels of the page. */
  point: Point
  /** Is Shift held? */
  shift: boolean
  /** How much thicker or thinner a line becomes by how hard a pen is pressed; others press as 1. */
  pressure: number
  /** A press that moves less than this is a click, in pixels of the screen. */
  still: number
}

/** What a tool acts on, and what it is set to. */
export interface Desk {
  readonly bench: Workbench
  readonly look: Look
  /** Across, in pixels of the page. */
  readonly across: number
  /** 0 hard to 1 soft. */
  readonly softness: number
  /** Red, green and blue. */
  readonly colour: readonly [number, number, number]
  /** Move the page under the pointer, by pixels of the screen. */
  pan(dx: number, dy: number): void
  /** The page changed while the pointer is still pressed. */
  drawn(): void
}

/** A line over the page that shows what is being done, in pixels of the page. */
export interface Overlay {
  line: readonly Point[]
  /** Does its end join its start? */
  closed: boolean
  /** Does it part strokes, or go round what is selected? */
  as: 'cut' | 'selection'
}

/** What is in charge from a press to its release. */
export interface State {
  readonly overlay: Overlay | null
  /** The pointer moves; returns what is in charge from now on. */
  move(press: Press): State
  /** The pointer is released. */
  up(): void
  /** The gesture was cancelled, by the browser or by Escape: restore what was before. */
  cancel(): void
}

/** What can be set of a tool that draws. */
export interface Settings {
  /** Tools of one such name share their size. */
  size: 'pen' | 'eraser'
  softness: boolean
  colour: boolean
}

/** A tool is the command that takes it in hand, and what it does then. */
export interface Tool extends Omit<Command<Page>, 'run'> {
  /** The label of its button. */
  label: string
  /** The position of its button; the lowest number is on top and selected at first. */
  place: number
  icon: Component<{ size?: number }>
  /** One sentence beside its settings; '' for none. */
  hint: string
  /** CSS, over the stage; with 'none' the stage shows how large the tip is. */
  cursor: 'default' | 'crosshair' | 'none'
  /** null where it draws nothing. */
  settings: Settings | null
  /** Can it be chosen for this image? Without it: always. */
  fits?: (bench: Workbench) => boolean
  /** The pointer is pressed; returns what is in charge until it is released, null for nothing. */
  press: (desk: Desk, press: Press) => State | null
}

/** Short messages at the bottom of the page: what was done last, and why something was not. */

import { asProblem, type Problem } from '../api/problem'
import type { Changeset } from '../api/model'

/** What was done last. */
export interface Done {
  /** The key of its operation; '' for none. */
  key: string
  text: string
  /** null until the server has answered. */
  changeset: Changeset | null
  canUndo: boolean
  /** How it is undone, where it is no changeset. */
  undo?: () => void
}

export class Toast {
  done = $state.raw<Done | null>(null)
  /** Why something was refused, until it is dismissed. */
  problem = $state.raw<Problem | null>(null)

  /** Show why something did not happen. */
  refuse(error: unknown): void {
    this.problem = asProblem(error)
  }

  /** What is shown is stored now, as a changeset. */
  answered(key: string, changeset: Changeset): void {
    if (this.done?.key === key) this.done = { ...this.done, changeset }
  }

  dismissDone(): void {
    this.done = null
  }

  dismissProblem(): void {
    this.problem = null
  }
}

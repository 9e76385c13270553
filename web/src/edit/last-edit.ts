import type { Changeset } from '../api/model'

/** What I did last, for the toast. changeset: null until the server has answered. */
export interface Done {
  key: string
  text: string
  changeset: Changeset | null
  canUndo: boolean
  /** How it is undone, where it is no changeset. */
  undo?: () => void
}

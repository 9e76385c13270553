/** Removing pieces from everybody's tray and restoring them; each can be undone. */

import type { Edits } from '../../edit/edits.svelte'
import type { Canvas } from '../canvas.svelte'

/** Say what happened to a piece, with a way back. */
function offerUndo(edits: Edits, text: string, undo: () => Promise<void>): void {
  const back = (): void => void undo()
  edits.toast.done = { key: '', text, changeset: null, canUndo: true, undo: back }
}

/** A piece was saved, with a class or without. */
export function showSaved(canvas: Canvas, edits: Edits, piece: number, label: string | null): void {
  const text = label === null ? 'Saved in the tray' : `Saved in the tray as ${label}`
  offerUndo(edits, text, () => removePiece(canvas, edits, piece, true))
}

/** Remove a piece from the tray, or restore it. */
export async function removePiece(
  canvas: Canvas,
  edits: Edits,
  piece: number,
  gone: boolean,
): Promise<void> {
  if (!edits.mayChange()) return
  try {
    await canvas.tray.setRemoved(piece, gone, edits.name())
    const text = gone ? 'Removed from everybody’s tray' : 'Restored to the tray'
    offerUndo(edits, text, () => removePiece(canvas, edits, piece, !gone))
    await canvas.loadOffers()
  } catch (error) {
    edits.toast.refuse(error)
  }
}

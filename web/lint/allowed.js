/**
 * What breaks the rules of folders.js today. The list may only shrink: an entry that is not
 * needed any more, or whose file is gone, fails the lint.
 */

import { existsSync } from 'node:fs'

/** File of src/ -> the folders that it still imports and should not. */
export const IMPORTS = {
  'book/arrivals.ts': ['query'],
  'live/live.svelte.ts': ['edit'],
  'ui/Chip.svelte': ['app'],
  'ui/JobCard.svelte': ['app'],
  'ui/Thumbnail.svelte': ['app'],
  'ui/Tile.svelte': ['app'],
  'ui/marks.svelte.ts': ['app'],
}

/** Files of src/ outside of api/ that still name paths of the server. */
export const PATHS = [
  'book/book.svelte.ts',
  'book/row-reader.ts',
  'live/jobs.svelte.ts',
  'live/live.svelte.ts',
  'edit/batch.ts',
  'edit/edits.svelte.ts',
  'edit/undo.ts',
  'app/app.svelte.ts',
  'app/requests.ts',
  'review/inspector/Lineage.svelte',
  'review/inspector/Why.svelte',
  'map/differences.svelte.ts',
  'map/projections.svelte.ts',
  'issues/issues.svelte.ts',
  'evaluate/evaluate.svelte.ts',
  'evaluate/server.ts',
  'grow/Evidence.svelte',
  'grow/Sheet.svelte',
  'grow/candidates.svelte.ts',
  'grow/grow.svelte.ts',
  'canvas/guess/guesses.svelte.ts',
  'canvas/queue.svelte.ts',
  'canvas/save/saves.svelte.ts',
  'canvas/tray/RemovedPieces.svelte',
  'canvas/tray/tray.svelte.ts',
  'discuss/AskExpert.svelte',
  'discuss/Classes.svelte',
  'discuss/LinkCard.svelte',
  'discuss/StartVote.svelte',
  'discuss/rules.svelte.ts',
  'discuss/threads.svelte.ts',
  'discuss/voting.svelte.ts',
  'shell/menus/Spreadsheet.svelte',
  'expert/expert.svelte.ts',
]

for (const file of [...Object.keys(IMPORTS), ...PATHS]) {
  if (existsSync(new URL(`../src/${file}`, import.meta.url))) continue
  throw new Error(`src/${file} is gone: take it off lint/allowed.js.`)
}

/** How a changeset was made, in words. */

/** By the tool that the journal stores; the name of another program's tool is shown as it is. */
const WORDS: Record<string, string> = {
  import: 'import',
  sheet: 'edit on the page',
  issues: 'decision on issues',
  apply: 'table of edits',
  split: 'better split',
  discuss: 'applied proposal',
  laws: 'label laws',
  recipe: 'grown by a recipe',
  compose: 'composed of strokes',
  canvas: 'drawn on the canvas',
  classes: 'edit of classes',
  columns: 'edit of columns',
  files: 'changed files',
  python: 'from Python',
}

/** Return how a changeset was made: "drawn on the canvas", "undo of changeset 3". */
export function madeBy({ tool, reverts }: { tool: string; reverts: number | null }): string {
  return reverts === null ? (WORDS[tool] ?? tool) : `${tool} of changeset ${reverts}`
}

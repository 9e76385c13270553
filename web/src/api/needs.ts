/** Where on the page one gets what an error says is needed. */

const WAYS: Record<string, string> = {
  embeddings: 'choose “Make the map” on Map',
  map: 'choose “Make the map” on Map',
  'own model': 'choose “Let a model look” on Map',
  issues: 'choose “Look for doubts” on Doubts',
  runs: 'start it on Evaluate',
  'contest runs': 'start it on Evaluate, with the model contest',
  'linear runs': 'start it on Evaluate, with the model linear',
  'val split': 'see “New split” on Doubts',
}

/** A sentence with what can be done about it on this page. */
export function withWay(detail: string, needs: string | undefined): string {
  const way = needs === undefined ? undefined : WAYS[needs]
  if (way === undefined) return detail
  return `${detail}${detail.includes(': ') ? ';' : ':'} ${way}`
}

/** Where on the page one gets what an error says is needed. */

const WAYS: Record<string, string> = {
  embeddings: 'choose “Embed the images” on Map',
  map: 'choose “Embed the images” on Map',
  'own model': 'choose the lens “eyes” on Map and train it',
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

/** The button that makes what an error reports as missing. */

const WAYS: Record<string, string> = {
  embeddings: 'choose “Make the map” in Map',
  map: 'choose “Make the map” in Map',
  'own model': 'choose “Train the own model” in Map, by own model',
  issues: 'choose “Find issues” in Issues',
  runs: 'choose “Evaluate a version” in Evaluate',
  'contest runs': 'choose “Evaluate a version” in Evaluate, with the model contest',
  'linear runs': 'choose “Evaluate a version” in Evaluate, with the model linear',
  'val split': 'choose “Better split” in Issues',
  'added embeddings': 'choose “Add embeddings …” in Map',
  order: 'check “The rows are in the order of the samples”, if they are',
  softmax: 'check “They are logits”, if they are',
  'class columns': 'write the classes of its columns below, with commas between them',
}

/** Return an error's sentence, followed by the button that fixes it where there is one. */
export function withWay(detail: string, needs: string | undefined): string {
  const way = needs === undefined ? undefined : WAYS[needs]
  if (way === undefined) return detail
  return `${detail}${detail.includes(': ') ? ';' : ':'} ${way}`
}

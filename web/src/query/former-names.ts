/** Names in the page's address that were renamed: links with the old ones still open. */

const FORMER: Record<string, Record<string, string>> = {
  view: { doubts: 'issues', judge: 'evaluate', talk: 'discuss' },
  part: { worth: 'attribution', learnt: 'dynamics' },
}

/** Return the value of a parameter by its current name; '' where the address has none. */
export function currentName(parameter: string, parameters: URLSearchParams): string {
  const name = parameters.get(parameter) ?? ''
  return FORMER[parameter]?.[name] ?? name
}

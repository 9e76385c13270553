/** Names in the page's address that were renamed: links with the old ones still open. */

import type { IssueKind } from '../api/model'

/** The kind of issue that an address without one means. */
export const FIRST_KIND: IssueKind = 'mislabelled'

const FORMER: Record<string, Record<string, string>> = {
  view: { doubts: 'issues', judge: 'evaluate', talk: 'discuss' },
  part: { worth: 'attribution', learnt: 'dynamics' },
  lens: { eyes: 'own-model' },
  kind: { label: 'mislabelled', technical: 'image-fault' },
}

/** Return the value of a parameter by its current name; '' where the address has none. */
export function currentName(parameter: string, parameters: URLSearchParams): string {
  const name = parameters.get(parameter) ?? ''
  const former = FORMER[parameter] ?? {}
  return Object.hasOwn(former, name) ? former[name] : name
}

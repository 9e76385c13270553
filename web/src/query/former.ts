/** Names in addresses of 0.1.0, as what they are called today. */

import type { IssueKind } from '../api/model'

export const FIRST_KIND: IssueKind = 'mislabelled'

const LENSES: Record<string, string> = { eyes: 'own-model' }
const KINDS: Record<string, string> = { label: 'mislabelled', technical: 'image-fault' }

export function lensOfToday(name: string | null): string | null {
  return today(LENSES, name)
}

export function kindOfToday(name: string | null): string | null {
  return today(KINDS, name)
}

function today(former: Record<string, string>, name: string | null): string | null {
  return name !== null && Object.hasOwn(former, name) ? former[name] : name
}

/** Named positions in the journal. */

import type { Version } from './model'

/** The changeset of the version of this name; that of the import where none is named so. */
export function changesetOf(versions: readonly Version[], name: string): number {
  return versions.find((version) => version.name === name)?.changeset ?? 0
}

/** A table of samples, as `labelbook apply` and others read it. */

import { labelOf, splitOf, type ReportMap } from './data'

export function tableOf(map: ReportMap, rows: Iterable<number>): string {
  const quoted = (value: string): string => `"${value.replaceAll('"', '""')}"`
  const lines = Array.from(rows, (row) =>
    [
      map.id[row],
      quoted(map.paths[row]),
      quoted(map.label[row] ? labelOf(map, row) : ''),
      splitOf(map, row),
    ].join(','),
  )
  return ['sample,path,label,split', ...lines, ''].join('\n')
}

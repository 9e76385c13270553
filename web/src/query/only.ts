/** A set of samples that somebody chose elsewhere (a cell of a matrix, say), as a filter. */

const BASE = 36

export class Only {
  private constructor(
    /** What they are, in words. */
    readonly title: string,
    /** Ids, ascending, each once. */
    readonly samples: readonly number[],
    /** The ids as text: gaps in base 36, `gap-length` for ids without gaps between them. */
    readonly text: string,
  ) {}

  static of(title: string, samples: Iterable<number>): Only {
    const sorted = [...new Set(samples)].sort((a, b) => a - b)
    return new Only(title, sorted, write(sorted))
  }

  /** Read what `text` wrote; null where it is none. */
  static read(title: string, text: string): Only | null {
    const samples: number[] = []
    let last = 0
    for (const part of text.split('.')) {
      const match = /^([0-9a-z]+)(?:-([0-9a-z]+))?$/.exec(part)
      if (!match) return null
      const length = match[2] ? parseInt(match[2], BASE) : 1
      if (samples.length + length > 1e7) return null
      last += parseInt(match[1], BASE)
      samples.push(last)
      for (let more = 1; more < length; more++) samples.push(++last)
    }
    return Only.of(title, samples)
  }
}

function write(sorted: readonly number[]): string {
  const parts: string[] = []
  let last = 0
  for (let at = 0; at < sorted.length;) {
    let end = at + 1
    while (end < sorted.length && sorted[end] === sorted[end - 1] + 1) end++
    const gap = (sorted[at] - last).toString(BASE)
    parts.push(end - at > 1 ? `${gap}-${(end - at).toString(BASE)}` : gap)
    last = sorted[end - 1]
    at = end
  }
  return parts.join('.')
}

/** Times as people say them. */

const STEPS: [number, Intl.RelativeTimeFormatUnit][] = [
  [60, 'second'],
  [3600, 'minute'],
  [86_400, 'hour'],
  [86_400 * 30, 'day'],
]
const SIZES: Record<string, number> = { second: 1, minute: 60, hour: 3600, day: 86_400 }
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' })

/** "2 min. ago"; a date for what is older than a month. at: ISO 8601. */
export function ago(at: string, now = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(at)) / 1000)
  if (seconds < 10) return 'just now'
  const step = STEPS.find(([limit]) => seconds < limit)
  if (!step) return new Date(at).toLocaleDateString()
  return relative.format(-Math.floor(seconds / SIZES[step[1]]), step[1])
}

/** The exact time, for a tooltip. */
export function exact(at: string): string {
  return new Date(at).toLocaleString()
}

/** "4.2 kB" */
export function bytes(size: number): string {
  if (size < 1000) return `${size} B`
  if (size < 1e6) return `${(size / 1e3).toFixed(1)} kB`
  return `${(size / 1e6).toFixed(1)} MB`
}

/** "40 s", "3 min", "2 h": how long something still takes. */
export function duration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`
  return `${(seconds / 3600).toFixed(1)} h`
}

/** The time in so many days, as ISO 8601. */
export function later(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString()
}

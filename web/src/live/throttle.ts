/** Call `run` at most once per `interval` ms: the first at once, the newest of the rest later. */
export function throttle<T>(interval: number, run: (value: T) => void): (value: T) => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let late: { value: T } | null = null
  const tick = (): void => {
    timer = undefined
    if (!late) return
    const { value } = late
    late = null
    timer = setTimeout(tick, interval)
    run(value)
  }
  return (value) => {
    late = { value }
    if (timer === undefined) tick()
  }
}

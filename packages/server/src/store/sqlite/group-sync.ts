/** One wait for the disk, shared by all who need it. */

/**
 * Wraps something that makes everything written before its start durable. A call while one is under way waits for the
 * next one, which begins when that ends and serves all who came meanwhile: what they wrote may have come too late for
 * the first. Never runs two at once.
 */
export function groupSync(sync: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined
  let next: Promise<void> | undefined

  const start = (): Promise<void> => {
    next = undefined
    const mine = sync()
    running = mine
    const ended = (): void => {
      if (next === undefined) running = undefined
    }
    mine.then(ended, ended)
    return mine
  }

  return () => {
    if (running === undefined) return start()
    next ??= running.then(start, start)
    return next
  }
}

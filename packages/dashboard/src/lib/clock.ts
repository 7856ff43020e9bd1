/** The only reader of the browser's clock. */
import { useSyncExternalStore } from 'react'

/** Milliseconds since 1970. */
export const now = (): number => Date.now()

const GRAIN = 10_000
const watchers = new Set<() => void>()
let shown = now()
let timer: ReturnType<typeof setInterval> | undefined

function tick(): void {
  shown = now()
  for (const watcher of watchers) watcher()
}

function subscribe(watcher: () => void): () => void {
  watchers.add(watcher)
  if (timer === undefined) {
    timer = setInterval(tick, GRAIN)
    shown = now()
  }
  return () => {
    watchers.delete(watcher)
    if (watchers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** The present instant; whoever uses it is shown again every ten seconds. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => shown)

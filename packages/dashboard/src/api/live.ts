/**
 * Changes of the organisation as they are made: what they concern is read anew. One window of a browser listens for all
 * of them, as a browser has but few connections to one origin.
 */
import { useEffect, useSyncExternalStore } from 'react'
import { listen } from './event-stream.ts'
import { queryClient, staleArea } from './hooks.ts'
import { staleAreas } from './stale-areas.ts'

/** A change as it is told. */
interface Change {
  readonly object: { readonly kind: string; readonly id: string }
}

/** A window that opens asks the one that listens whether it is connected. */
const HOW_IS_IT = null

let connected = false
const watchers = new Set<() => void>()

function setConnected(now: boolean): void {
  connected = now
  for (const watcher of watchers) watcher()
}

/** Whether changes are told as they are made. */
export const useConnected = (): boolean =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher)
      return () => watchers.delete(watcher)
    },
    () => connected,
  )

/** Listens as long as the shell is shown: to changes, and to questions that are asked, answered, and over. */
export function useLiveChanges(organisation: string): void {
  useEffect(() => {
    const path = `/organisations/${encodeURIComponent(organisation)}`
    const ends = [
      shared(`organisations.${organisation}`, `${path}/events`, hear),
      shared(`approvals.${organisation}`, `${path}/approvals/events`, hearApproval),
    ]
    return () => {
      for (const end of ends) end()
    }
  }, [organisation])
}

/** One window listens and tells the others; when it is closed, another does. @returns ends it */
function shared(name: string, path: string, hear: (data: unknown) => void): () => void {
  const channel = new BroadcastChannel(`portcullis.${name}`)
  const ended = new AbortController()
  /** Undefined: nobody has said so yet. */
  let isConnected: boolean | undefined
  let stop: (() => void) | undefined
  const take = (data: unknown): void => {
    hear(data)
    if (typeof data !== 'boolean') return
    if (data && isConnected !== true) readMissed(isConnected === undefined)
    isConnected = data
  }
  const tell = (data: unknown): void => {
    take(data)
    channel.postMessage(data)
  }
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data !== HOW_IS_IT) take(data)
    else if (stop !== undefined) channel.postMessage(isConnected === true)
  }
  channel.postMessage(HOW_IS_IT)
  const lead = (): Promise<void> =>
    new Promise((resolve) => {
      // The window that listened is gone: until this one does, nobody is told.
      if (isConnected === true) tell(false)
      stop = listen(path, { onEvent: ({ data }) => tell(data), onState: tell })
      ended.signal.addEventListener('abort', () => resolve())
    })
  if ('locks' in navigator)
    navigator.locks.request(`portcullis.${name}`, { signal: ended.signal }, lead).catch(() => undefined)
  else void lead()
  return () => {
    stop?.()
    ended.abort()
    channel.close()
  }
}

/** What changed while nobody listened was not told, such as a role that was taken. @param isFirst what was read just before is not read again */
function readMissed(isFirst: boolean): void {
  void queryClient.invalidateQueries({ refetchType: 'active', ...(isFirst && { stale: true }) })
}

/** A question moved: by agents and by time too, which no change tells. */
function hearApproval(data: unknown): void {
  if (typeof data === 'string') void staleArea('approvals')
}

function hear(data: unknown): void {
  if (typeof data === 'boolean') return setConnected(data)
  if (typeof data !== 'string') return
  const change: unknown = JSON.parse(data)
  if (!isChange(change)) return
  const areas = staleAreas(change.object.kind)
  if (areas === undefined) void queryClient.invalidateQueries()
  for (const area of areas ?? []) void staleArea(area)
}

const isChange = (value: unknown): value is Change =>
  typeof value === 'object' &&
  value !== null &&
  'object' in value &&
  typeof value.object === 'object' &&
  value.object !== null &&
  'kind' in value.object

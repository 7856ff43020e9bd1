/**
 * Changes of the organisation as they are made: what they concern is read anew. One window of a browser listens for all
 * of them, as a browser has but few connections to one origin.
 */
import { useEffect, useSyncExternalStore } from 'react'
import { listen } from './event-stream.ts'
import { queryClient, staleArea } from './hooks.ts'

/** Areas of routes that show an object of this kind, where they are others than its plural. */
const AREAS: Readonly<Record<string, readonly string[]>> = {
  organisation: ['organisations', 'policies', 'account'],
  server: ['servers', 'grants', 'connections', 'templates', 'counters'],
  grant: ['grants', 'counters'],
  template: ['grants', 'grant_templates'],
  policy: ['policies', 'grants', 'counters', 'organisations'],
  account: ['members', 'account'],
  member: ['members', 'account'],
  invitation: ['invitations', 'members'],
  key: ['keys'],
  kill: ['kills', 'servers', 'grants'],
  webhook: ['webhooks'],
  issuer: ['issuers'],
  counter: ['counters'],
  approval: ['approvals'],
  sign_on: ['sign_on'],
}

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
  const know = whenConnected()
  let stop: (() => void) | undefined
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data === HOW_IS_IT) return stop !== undefined && channel.postMessage(connected)
    hear(data)
    know(data)
  }
  channel.postMessage(HOW_IS_IT)
  const lead = (): Promise<void> =>
    new Promise((resolve) => {
      stop = listen(path, {
        onEvent: ({ data }) => {
          hear(data)
          channel.postMessage(data)
        },
        onState: (now) => {
          hear(now)
          channel.postMessage(now)
          know(now)
        },
      })
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

/** Hears whether it is connected: what changed while nobody listened was not told, such as a role that was taken. */
function whenConnected(): (state: unknown) => void {
  let was: boolean | undefined
  return (state) => {
    if (typeof state !== 'boolean' || state === was) return
    const isFirst = was === undefined
    was = state
    // What was read just before is not read again.
    if (state) void queryClient.invalidateQueries({ refetchType: 'active', ...(isFirst && { stale: true }) })
  }
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
  const { kind } = change.object
  const areas = Object.hasOwn(AREAS, kind) ? AREAS[kind] : undefined
  for (const area of [...(areas ?? [`${kind}s`]), 'audit']) void staleArea(area)
}

const isChange = (value: unknown): value is Change =>
  typeof value === 'object' &&
  value !== null &&
  'object' in value &&
  typeof value.object === 'object' &&
  value.object !== null &&
  'kind' in value.object

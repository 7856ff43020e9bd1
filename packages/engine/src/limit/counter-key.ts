/** Identities of counters: length-prefixed parts, so that no two counters can share a key. */
import type { CallRequest, SessionSlot, Subject } from '../decide/request.ts'
import type { Scope } from '../policy/limit.ts'

/** What a policy fixes about a counter. */
export interface Counter {
  readonly scope: Scope
  readonly name: string
  /** Id of the window. */
  readonly window: string
  readonly kind: 'fixed' | 'rolling'
  /** Time zone of a calendar unit; `UTC` for durations, which do not depend on it. */
  readonly zone: string
}

/** Finds the key of a counter for a call. Keys are made once for each grant, server and session slot. */
export type KeyFinder = (counter: Counter, request: CallRequest) => string

type Keys = Map<Counter, string>

/** Keys of one server: those that all calls of the grant share, and those of each of its session slots. */
interface ServerKeys {
  readonly shared: Keys
  readonly session: readonly Keys[]
}

/** So many servers are remembered for each grant. */
const MAX_SERVERS = 64

/**
 * Prepares the keys of one document's counters. What is remembered hangs on the `Subject` object and goes with it.
 * @param document id of the document, the same for all its versions
 */
export function keyFinder(document: string): KeyFinder {
  const bySubject = new WeakMap<Subject, Map<string, ServerKeys>>()
  return (counter, request) => {
    const { subject, tool, context } = request
    const keys = keysOf(serverKeys(bySubject, subject, tool.server), counter.scope, context.slot)
    const known = keys.get(counter)
    if (known !== undefined) return known
    const key = counterKey(document, counter, { subject, server: tool.server, slot: context.slot })
    keys.set(counter, key)
    return key
  }
}

/**
 * The key of the counter of one value, below the key of all of them.
 * @param digest keyed digest of the value: the value itself is never part of a key
 */
export function valueKey(family: string, digest: string): string {
  return `${family}${BY}${prefixed(digest)}`
}

/** The key that `valueKey` was given; undefined for a counter without `by`. */
export function familyOf(key: string): string | undefined {
  const at = key.lastIndexOf(BY)
  return at > 0 && VALUE.test(key.slice(at + BY.length)) ? key.slice(0, at) : undefined
}

const BY = '2:by'
/** Digests are texts of base64url. */
const VALUE = /^\d+:[\w-]+$/

function serverKeys(
  bySubject: WeakMap<Subject, Map<string, ServerKeys>>,
  subject: Subject,
  server: string,
): ServerKeys {
  let byServer = bySubject.get(subject)
  if (byServer === undefined) {
    byServer = new Map()
    bySubject.set(subject, byServer)
  }
  const known = byServer.get(server)
  if (known !== undefined) return known
  if (byServer.size >= MAX_SERVERS) byServer.clear()
  const fresh: ServerKeys = { shared: new Map(), session: [new Map(), new Map(), new Map(), new Map()] }
  byServer.set(server, fresh)
  return fresh
}

function keysOf(keys: ServerKeys, scope: Scope, slot: SessionSlot): Keys {
  if (scope !== 'session') return keys.shared
  const ofSlot = keys.session[slot]
  if (ofSlot === undefined) throw new RangeError('A session slot is one of 0, 1, 2 and 3.')
  return ofSlot
}

/** Whose calls are counted. */
export interface Counted {
  readonly subject: Pick<Subject, 'organisation' | 'grant' | 'owner'>
  /** Slug. */
  readonly server: string
  readonly slot: SessionSlot
}

/** (organisation, document, server, scope and its subject, counter, window, kind, time zone) */
export function counterKey(document: string, counter: Counter, { subject, server: slug, slot }: Counted): string {
  const { scope, name, window, kind, zone } = counter
  const server = scope === 'owner' || scope === 'organisation' ? '' : slug
  const parts = [subject.organisation, document, server, scope, ...holderOf(scope, subject, slot)]
  return [...parts, name, window, kind, zone].map(prefixed).join('')
}

/** Whose counter it is, within the scope. */
function holderOf(scope: Scope, { grant, owner }: Counted['subject'], slot: SessionSlot): readonly string[] {
  switch (scope) {
    case 'grant':
      return [grant]
    case 'session':
      return [grant, String(slot)]
    case 'owner':
      return [owner]
    case 'server':
    case 'organisation':
      return []
    default:
      return scope satisfies never
  }
}

function prefixed(part: string): string {
  return `${part.length}:${part}`
}

/** Identities of counters: length-prefixed parts, so that no two counters can share a key. */
import type { Scope } from './limit.ts'
import type { CallRequest, SessionSlot, Subject } from './request.ts'

/** What a policy fixes about a counter. */
export interface Counter {
  readonly scope: Scope
  readonly name: string
  /** Id of the window. */
  readonly window: string
}

/** Finds the key of a counter for a call. Keys are made once for each grant, server and session slot. */
export type KeyFinder = (counter: Counter, request: CallRequest) => string

type Keys = Map<Counter, string>

/** Keys of one server: those of the grant, and those of each of its session slots. */
interface ServerKeys {
  readonly grant: Keys
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
    const key = makeKey(document, counter, request)
    keys.set(counter, key)
    return key
  }
}

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
  const fresh: ServerKeys = { grant: new Map(), session: [new Map(), new Map(), new Map(), new Map()] }
  byServer.set(server, fresh)
  return fresh
}

function keysOf(keys: ServerKeys, scope: Scope, slot: SessionSlot): Keys {
  if (scope === 'grant') return keys.grant
  const ofSlot = keys.session[slot]
  if (ofSlot === undefined) throw new RangeError('A session slot is one of 0, 1, 2 and 3.')
  return ofSlot
}

/** (organisation, document, server, scope and its subject, counter, window, kind, time zone) */
function makeKey(document: string, counter: Counter, { subject, tool, context }: CallRequest): string {
  const holder = counter.scope === 'grant' ? [subject.grant] : [subject.grant, String(context.slot)]
  const parts = [
    subject.organisation,
    document,
    tool.server,
    counter.scope,
    ...holder,
    counter.name,
    counter.window,
    'fixed',
    'UTC',
  ]
  return parts.map((part) => `${part.length}:${part}`).join('')
}

/** Those who look on: told of each change of their organisation as it is made, also by other processes. */
import type { Control, Events } from '../control.ts'

/** Live streams of changes. */
export interface EventHub extends Events {
  /** Waits until there may be something of one of these topics, or the time is over. Every organisation is one: its changes. */
  wait(topics: readonly string[], milliseconds: number, signal: AbortSignal): Promise<void>
  /** Wakes those who wait for the topic: an organisation, or what else they agreed on. */
  nudge(topic: string): void
  /** Takes one of the streams that somebody may have at once; undefined: all of them are taken. What is given lets it go, once. */
  stream(reader: string): (() => void) | undefined
  /** Wakes everybody: another process may have changed something. */
  wake(): void
  /** Ends all streams. */
  close(): void
  readonly closed: AbortSignal
}

/** Streams that one reader may have at once. */
const MOST_STREAMS = 20

/** Creates it. */
export function createEventHub(): EventHub {
  const waiting = new Map<string, Set<() => void>>()
  const streams = new Map<string, number>()
  const end = new AbortController()
  const wakeAll = (wakers: ReadonlySet<() => void> | undefined): void => {
    for (const waker of wakers ?? []) waker()
  }
  const enter = (topic: string, waker: () => void): void => {
    waiting.set(topic, (waiting.get(topic) ?? new Set()).add(waker))
  }
  const leave = (topic: string, waker: () => void): void => {
    const wakers = waiting.get(topic)
    wakers?.delete(waker)
    if (wakers?.size === 0) waiting.delete(topic)
  }
  return {
    closed: end.signal,
    stream(reader) {
      const taken = streams.get(reader) ?? 0
      if (taken >= MOST_STREAMS) return undefined
      streams.set(reader, taken + 1)
      let open = true
      return () => {
        if (!open) return
        open = false
        const left = (streams.get(reader) ?? 1) - 1
        if (left > 0) streams.set(reader, left)
        else streams.delete(reader)
      }
    },
    tell: ({ organisation }) => wakeAll(waiting.get(organisation)),
    nudge: (topic) => wakeAll(waiting.get(topic)),
    wake() {
      for (const wakers of waiting.values()) wakeAll(wakers)
    },
    close() {
      end.abort()
    },
    wait(topics, milliseconds, signal) {
      if (signal.aborted || end.signal.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const finish = (): void => {
          clearTimeout(timer)
          for (const topic of topics) leave(topic, finish)
          signal.removeEventListener('abort', finish)
          end.signal.removeEventListener('abort', finish)
          resolve()
        }
        const timer = setTimeout(finish, milliseconds)
        for (const topic of topics) enter(topic, finish)
        signal.addEventListener('abort', finish)
        end.signal.addEventListener('abort', finish)
      })
    },
  }
}

/** A change as those who look on see it: what, of which object, by whom; no details. */
export interface ChangeEvent {
  readonly seq: number
  readonly at: number
  readonly action: string
  readonly object: { readonly kind: string; readonly id: string }
  readonly actor: { readonly kind: string; readonly name: string }
}

const AT_ONCE = 200

/** Changes of an organisation after that number, oldest first, at most 200. */
export async function changesAfter(
  { db }: Pick<Control, 'db'>,
  organisation: string,
  after: number,
): Promise<readonly ChangeEvent[]> {
  const rows = await db
    .selectFrom('changes')
    .select(['seq', 'at', 'action', 'object_kind', 'object', 'actor_kind', 'actor_name'])
    .where('organisation', '=', organisation)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(AT_ONCE)
    .execute()
  return rows.map(({ seq, at, action, object_kind, object, actor_kind, actor_name }) => ({
    seq,
    at,
    action,
    object: { kind: object_kind, id: object },
    actor: { kind: actor_kind, name: actor_name },
  }))
}

/** Number of the last change of an organisation; 0: there is none. */
export async function lastChange({ db }: Pick<Control, 'db'>, organisation: string): Promise<number> {
  const head = await db
    .selectFrom('change_heads')
    .select('seq')
    .where('organisation', '=', organisation)
    .executeTakeFirst()
  return head?.seq ?? 0
}

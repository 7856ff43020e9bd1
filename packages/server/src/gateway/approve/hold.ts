/** Holds a call open for an answer, for as long as its rules say. Nothing is taken while it is held. */
import type { Approval, ApprovalStore } from '../../ports/approval-store.ts'
import type { Environment } from '../environment.ts'
import type { Refusal } from '../errors.ts'
import { standIn } from '../stand-in.ts'
import type { Turn } from '../turn.ts'
import { textAt } from '../wire/splice.ts'
import type { HeldDownstream } from './held-downstream.ts'

/** How often a client that asked for progress hears that the call still waits, milliseconds. */
const TELLING = 10_000
const TOKEN = ['params', '_meta', 'progressToken']

/** How holding ended. */
export type Held =
  /** Somebody answered, or it can be answered no more. */
  | { readonly kind: 'settled'; readonly approval: Approval }
  /** Time is up. */
  | { readonly kind: 'waiting' }
  /** The client went away, or cancelled its request. */
  | { readonly kind: 'left' }
  /** It must not go on: a stop with what the client is told, or the end of its session, grant or gateway. */
  | { readonly kind: 'stopped'; readonly why: Refusal | undefined }

/** What is waited for. */
export interface Holding {
  readonly store: ApprovalStore
  readonly approval: Approval
  readonly down: HeldDownstream
  /** How long a call is held at all, milliseconds. */
  readonly length: number
  /** Said with each progress. */
  readonly message: string
}

/** Resolves when holding ends. */
export async function hold(env: Environment, turn: Turn, holding: Holding): Promise<Held> {
  const { store, approval, down, length } = holding
  const now = env.clock.monotonic()
  down.until ??= now + length
  if (down.until <= now) return { kind: 'waiting' }
  const ending = new AbortController()
  let ended: Held | undefined
  const end = (how: Held): void => {
    ended ??= how
    ending.abort()
  }
  const timer = setTimeout(() => end({ kind: 'waiting' }), down.until - now)
  const stopTelling = tellProgress(turn, holding)
  const leave = standIn(turn, {
    stop: (why) => end({ kind: 'stopped', why }),
    cancel: () => end({ kind: 'left' }),
  })
  down.onGone(() => end({ kind: 'left' }))
  try {
    const found = await store.settled(approval.id, ending.signal)
    if (ended !== undefined) return ended
    return found === undefined || found.state === 'pending' ? { kind: 'waiting' } : { kind: 'settled', approval: found }
  } finally {
    clearTimeout(timer)
    stopTelling()
    leave()
    down.onGone(() => undefined)
  }
}

/** Tells at once and again and again, where the client gave a token for it; returns how to stop. */
function tellProgress({ message: { bytes } }: Turn, { down, approval, message }: Holding): () => void {
  const token = textAt(bytes, TOKEN)
  if (token === undefined) return () => undefined
  const progressToken: unknown = JSON.parse(token)
  if (typeof progressToken !== 'string' && typeof progressToken !== 'number') return () => undefined
  let told = 0
  const tell = (): void => {
    told += 1
    // Each is larger than the one before, and smaller than what the server counts afterwards.
    const params = { progressToken, progress: told / 1000, message: `${message} Waiting at ${approval.page}` }
    down.aside({ jsonrpc: '2.0', method: 'notifications/progress', params })
  }
  tell()
  const timer = setInterval(tell, TELLING)
  return () => clearInterval(timer)
}

/**
 * A call that a server answered with a question, and that the client sends again with the answer (MCP 2026-07-28,
 * multi-round-trip requests). It is the same call, counted once, only where the gateway's own sealed state says so.
 */
import { randomBytes } from 'node:crypto'
import type { Instant } from '@portcullis/engine'
import type { Turn } from './turn.ts'
import {
  argumentsDigest,
  openState,
  type SealKey,
  type StateBinding,
  type StatePayload,
  sealState,
} from './wire/request-state.ts'
import { applyEdits, memberOf, removeMember, setMember, wholeSpan } from './wire/spans.ts'

/** How long a client may take to answer, milliseconds. */
const LIFETIME = 10 * 60_000
/** How often a server may ask within one call. */
const MAX_ROUNDS = 10
const MAX_OPEN = 100_000

/** A recognised continuation. */
export interface Continuation {
  /** The message as the server expects it: with its own state, or none. */
  readonly bytes: Buffer
  readonly round: number
  /** Id of the turn whose claims this call goes on with. */
  readonly reservation: string
  /** The approval by which the call was made; undefined: nobody was asked. */
  readonly approved: StatePayload['approved']
}

/** What goes from one round of a call to the next. */
export type Carried = Omit<StatePayload, 'expires' | 'nonce'>

/** Seals and opens states; each can be used once. */
export interface StateSealer {
  /** @param name of what the call is about */
  seal(turn: Turn, name: string, carried: Carried): string
  /** What the turn's state carries, without using it; undefined where it has none that is recognised. */
  peek(turn: Turn, name: string): Carried | undefined
  /** The same, and uses it. */
  open(turn: Turn, name: string): Carried | undefined
  /** A state that was opened for a call of which nothing was sent: it can be used again. */
  putBack(turn: Turn, name: string): void
}

/**
 * @param key 32 bytes, of this process or shared by all gateways
 * @param now wall time
 */
export function createStateSealer(key: SealKey, now: () => Instant): StateSealer {
  const open = new Map<string, Instant>()

  function remember(nonce: string, expires: Instant): void {
    if (open.size >= MAX_OPEN) {
      const at = now()
      for (const [known, until] of open) if (until < at || open.size >= MAX_OPEN) open.delete(known)
    }
    open.set(nonce, expires)
  }

  function read(turn: Turn, name: string): StatePayload | undefined {
    const { requestState } = turn.message.params
    if (turn.message.era !== 'modern' || typeof requestState !== 'string') return undefined
    const opened = openState(key, bindingOf(turn, name), requestState, now())
    return opened.ok ? opened.payload : undefined
  }

  return {
    seal(turn, name, carried) {
      const nonce = randomBytes(16).toString('base64url')
      const expires = now() + LIFETIME
      remember(nonce, expires)
      return sealState(key, bindingOf(turn, name), { ...carried, expires, nonce })
    },
    peek(turn, name) {
      const payload = read(turn, name)
      return payload !== undefined && open.has(payload.nonce) ? payload : undefined
    },
    open(turn, name) {
      const payload = read(turn, name)
      return payload !== undefined && open.delete(payload.nonce) ? payload : undefined
    },
    putBack(turn, name) {
      const payload = read(turn, name)
      if (payload !== undefined) remember(payload.nonce, payload.expires)
    },
  }
}

function bindingOf({ caller, message, narrowedFrom }: Turn, name: string): StateBinding {
  return {
    grant: caller.grant.subject.grant,
    server: caller.server.id,
    method: message.method,
    name,
    arguments: argumentsDigest(narrowedFrom ?? message),
  }
}

/**
 * @param asks rules want a person to answer: a call that was begun without that is not gone on with
 * @returns undefined for a call that is new: it is judged and counted as one
 */
export function openContinuation(
  states: StateSealer,
  turn: Turn,
  name: string,
  asks = false,
): Continuation | undefined {
  const carried = states.peek(turn, name)
  if (carried === undefined || carried.waits !== undefined) return undefined
  if (asks && carried.approved === undefined) return undefined
  // What a person narrowed goes on as narrowed, or not at all.
  if (carried.approved?.narrowed !== undefined && turn.narrowedFrom === undefined) return undefined
  const opened = states.open(turn, name)
  if (opened === undefined) return undefined
  const { bytes } = turn.message
  const params = memberOf(bytes, wholeSpan(bytes), 'params')
  if (params === undefined) return undefined
  const edit =
    opened.upstream === undefined
      ? removeMember(bytes, params, 'requestState')
      : setMember(bytes, params, 'requestState', JSON.stringify(opened.upstream))
  const { round, reservation, approved } = opened
  return { bytes: edit === undefined ? bytes : applyEdits(bytes, [edit]), round, reservation, approved }
}

/** Whether the server may ask once more. */
export const mayAskAgain = (round: number): boolean => round < MAX_ROUNDS

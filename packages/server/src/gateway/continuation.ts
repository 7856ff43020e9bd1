/**
 * A call that a server answered with a question, and that the client sends again with the answer (MCP 2026-07-28,
 * multi-round-trip requests). It is the same call, counted once, only where the gateway's own sealed state says so.
 */
import { randomBytes } from 'node:crypto'
import type { Instant } from '@portcullis/engine'
import type { Turn } from './turn.ts'
import { argumentsDigest, openState, type SealKey, type StateBinding, sealState } from './wire/request-state.ts'
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
}

/** Seals and opens states; each can be used once. */
export interface StateSealer {
  seal(turn: Turn, name: string, state: { upstream: string | undefined; round: number; reservation: string }): string
  open(turn: Turn, name: string): { upstream: string | undefined; round: number; reservation: string } | undefined
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

  return {
    seal(turn, name, { upstream, round, reservation }) {
      const nonce = randomBytes(16).toString('base64url')
      const expires = now() + LIFETIME
      remember(nonce, expires)
      return sealState(key, bindingOf(turn, name), { upstream, round, reservation, expires, nonce })
    },
    open(turn, name) {
      const { requestState } = turn.message.params
      if (typeof requestState !== 'string') return undefined
      const opened = openState(key, bindingOf(turn, name), requestState, now())
      if (!opened.ok || !open.delete(opened.payload.nonce)) return undefined
      return opened.payload
    },
  }
}

function bindingOf({ caller, message }: Turn, name: string): StateBinding {
  return {
    grant: caller.grant.subject.grant,
    server: caller.server.id,
    method: message.method,
    name,
    arguments: argumentsDigest(message),
  }
}

/** @returns undefined for a call that is new: it is judged and counted as one */
export function openContinuation(states: StateSealer, turn: Turn, name: string): Continuation | undefined {
  const { message } = turn
  if (message.era !== 'modern' || !Object.hasOwn(message.params, 'requestState')) return undefined
  const opened = states.open(turn, name)
  if (opened === undefined) return undefined
  const { bytes } = message
  const params = memberOf(bytes, wholeSpan(bytes), 'params')
  if (params === undefined) return undefined
  const edit =
    opened.upstream === undefined
      ? removeMember(bytes, params, 'requestState')
      : setMember(bytes, params, 'requestState', JSON.stringify(opened.upstream))
  const { round, reservation } = opened
  return { bytes: edit === undefined ? bytes : applyEdits(bytes, [edit]), round, reservation }
}

/** Whether the server may ask once more. */
export const mayAskAgain = (round: number): boolean => round < MAX_ROUNDS

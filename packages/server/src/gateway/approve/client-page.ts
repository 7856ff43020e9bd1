/**
 * Shows a person the page on which approvals are answered, where the client can: by an elicitation in URL mode (MCP
 * 2025-11-25 and 2026-07-28, elicitation). What the client answers to it is no verdict, and never taken for one.
 */
import { randomUUID } from 'node:crypto'
import type { JsonObject } from '@portcullis/engine'
import type { Approval } from '../../ports/approval-store.ts'
import type { Environment } from '../environment.ts'
import { type Conversation, idKey } from '../session/conversation.ts'
import type { Turn } from '../turn.ts'
import { META } from '../wire/era.ts'
import { resultAnswer } from '../wire/refusal.ts'
import { isObject } from '../wire/shape.ts'
import { dropAll } from '../wire/splice.ts'
import type { HeldDownstream } from './held-downstream.ts'

/** Key of the one question in `inputRequests`. */
const KEY = 'approval'

/** Whether capabilities name elicitation in URL mode. */
export function elicitsPages(capabilities: unknown): boolean {
  const elicitation = isObject(capabilities) ? capabilities['elicitation'] : undefined
  return isObject(elicitation) && Object.hasOwn(elicitation, 'url') && isObject(elicitation['url'])
}

/** Whether a modern client said with this very request that it can show pages. */
export function showsPages({ message: { era, params } }: Turn): boolean {
  const meta = params['_meta']
  return era === 'modern' && isObject(meta) && elicitsPages(meta[META.clientCapabilities])
}

const wordsFor = (message: string): string => `${message} Answer it on this page, after logging in.`

/** The answer that sends a person to the page first, and the call back afterwards: with a state of ours, sealed. */
export function pageFirst(env: Environment, turn: Turn, approval: Approval, message: string): Buffer {
  const { name } = turn.message.params
  const requestState = env.states.seal(turn, String(name), {
    upstream: undefined,
    round: 0,
    reservation: turn.id,
    asked: [KEY],
    waits: approval.id,
  })
  const params = { mode: 'url', message: wordsFor(message), url: approval.page }
  return resultAnswer(turn.message.idText, {
    resultType: 'input_required',
    inputRequests: { [KEY]: { method: 'elicitation/create', params } },
    requestState,
  })
}

/** A call that comes back from the page. */
export interface FromPage {
  /** As if it had come for the first time: without the state, and without what the client answered. */
  readonly turn: Turn
  /** The client did not show the page, or its user turned away from it. */
  readonly declined: boolean
}

/** @returns undefined for any other call */
export function comesFromPage(env: Environment, turn: Turn): FromPage | undefined {
  const name = String(turn.message.params['name'])
  if (env.states.peek(turn, name)?.waits === undefined || env.states.open(turn, name) === undefined) return undefined
  const message = env.readMessage(withoutReplies(turn.message.bytes), turn.arrival.head)
  if (!('kind' in message) || message.kind !== 'request') return undefined
  const answers = turn.message.params['inputResponses']
  const answer = isObject(answers) ? answers[KEY] : undefined
  const action = isObject(answer) ? actionOf(answer) : undefined
  return { turn: { ...turn, message }, declined: action === 'decline' || action === 'cancel' }
}

function actionOf(answer: JsonObject): unknown {
  const { action, result } = answer
  return action ?? (isObject(result) ? result['action'] : undefined)
}

/** The message without what belongs to a question of ours. */
export const withoutReplies = (bytes: Buffer): Buffer => dropAll(bytes, ['params'], ['inputResponses', 'requestState'])

const shown = new WeakMap<Conversation, Set<string>>()
/** Pages that are remembered as shown in one session. */
const MOST_SHOWN = 200

/** Asks a legacy client, once in a session, to show the page. Nothing waits for what it answers. */
export function showPage(turn: Turn, down: HeldDownstream, approval: Approval, message: string): void {
  const { conversation } = turn
  if (!conversation.showsPages || turn.message.era !== 'legacy') return
  const before = shown.get(conversation) ?? new Set()
  shown.set(conversation, before)
  if (before.has(approval.id) || before.size >= MOST_SHOWN) return
  before.add(approval.id)
  const id = `portcullis-${randomUUID()}`
  conversation.ownAsked.add(idKey(id))
  down.aside({
    jsonrpc: '2.0',
    id,
    method: 'elicitation/create',
    params: { mode: 'url', elicitationId: approval.id, url: approval.page, message: wordsFor(message) },
  })
}

/** Tells a client that showed the page that it is done with. */
export function pageDone(turn: Turn, down: HeldDownstream, approval: Approval): void {
  if (shown.get(turn.conversation)?.has(approval.id) !== true) return
  const params = { elicitationId: approval.id }
  down.aside({ jsonrpc: '2.0', method: 'notifications/elicitation/complete', params })
}

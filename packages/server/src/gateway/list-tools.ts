/** `tools/list`: forwarded, and filtered on its way back. */
import { type CompiledPolicy, goesByLabel, type Instant, inForceAt, type JsonObject, visible } from '@portcullis/engine'
import type { Caller } from '../ports/directory.ts'
import type { AnswerJudge } from './answer/judge.ts'
import type { Environment } from './environment.ts'
import { refusal } from './errors.ts'
import { forward } from './forward.ts'
import { PROTOCOL } from './record.ts'
import { refuse } from './refuse.ts'
import { driftOf, stopOf } from './tools/barred.ts'
import { bookOf } from './tools/book-of.ts'
import { filterList } from './tools/filter-list.ts'
import type { KnownTool } from './tools/known-tool.ts'
import type { Turn } from './turn.ts'

/** Takes one page of the list to the client. */
export function listTools(env: Environment, turn: Turn): void {
  if (!env.recorder.allowed(turn, PROTOCOL)) return refuse(env, turn, refusal('log_unavailable'))
  forward(env, turn, { bytes: turn.message.bytes, judge: listJudge(env, turn), reserved: false })
}

function listJudge(env: Environment, turn: Turn): AnswerJudge {
  const { caller, conversation, message, at } = turn
  const { params } = message
  return {
    needsWhole: true,
    judge(answer) {
      const filtered = filterList(answer, {
        era: message.era,
        cursor: cursorOf(params),
        book: bookOf(env, caller),
        reader: conversation,
        hearer: conversation,
        visible: (tool) => isOffered(caller, tool, at),
        dress: env.trustsOwnMeta ? undefined : { stripsOdd: caller.server.vetting?.descriptions === 'strip' },
      })
      return filtered ?? refusal('upstream_garbage')
    },
  }
}

/** What is stopped, or waits to be accepted, is left out: nobody is invited to call it. */
function isOffered(caller: Caller, tool: KnownTool, at: Instant): boolean {
  const { policy } = caller
  const { name } = tool
  if (policy === undefined || (stopOf(caller, name) ?? driftOf(caller, name, tool)) !== undefined) return false
  return isShown(inForceAt(policy.compiled, at), tool)
}

/** Where a rule goes by the label, a tool is not shown before it has one. */
function isShown(policy: CompiledPolicy, { name, label }: KnownTool): boolean {
  if (label === undefined && goesByLabel(policy, name)) return false
  return visible(policy, name, label) === 'shown'
}

/**
 * Where a listing stands; undefined at its beginning. One that asks for anything of its own is not the server's whole
 * list: it is read as a part of which the beginning is not known.
 */
function cursorOf(params: JsonObject): string | undefined {
  const isPlain = Object.keys(params).every((key) => key === '_meta' || key === 'cursor')
  if (!isPlain) return ''
  if (!Object.hasOwn(params, 'cursor')) return undefined
  const { cursor } = params
  return typeof cursor === 'string' ? cursor : ''
}

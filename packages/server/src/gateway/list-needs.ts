/** What of the server's list of tools a call cannot be decided without. */
import { type Decision, goesByLabel, inForceAt, readsOf } from '@portcullis/engine'
import type { PolicyInForce } from '../ports/directory.ts'
import { insistsOnSchema, wantsSchema } from './argument-fit.ts'
import { toolName } from './describe.ts'
import type { Refusal } from './errors.ts'
import { driftOf, stopOf } from './tools/barred.ts'
import type { HeardTools } from './tools/heard-tools.ts'
import type { CalledTool, Turn } from './turn.ts'

/** What has to be found out before a decision counts. */
export interface ListNeeds {
  /** The server has to be asked for its list. */
  readonly list: boolean
  /** The call must not go on before the tool's definition is known: rules read arguments, and want them to fit. */
  readonly definition: boolean
}

const NOTHING: ListNeeds = Object.freeze({ list: false, definition: false })

/** @param tool as far as it is known */
export function listNeeds(
  turn: Turn,
  { compiled }: PolicyInForce,
  decision: Decision,
  { tool, book }: { readonly tool: CalledTool; readonly book: HeardTools },
): ListNeeds {
  if (book.known) return NOTHING
  // A hidden name waits as an absent one does: the time that an answer takes would tell them apart.
  if (decision.by === 'hidden') return { list: true, definition: false }
  const { at } = turn
  const inForce = inForceAt(compiled, at)
  const isNeeded = wantsSchema(inForce, tool, at) || readsOf(inForce, tool, at).tool || goesByLabel(inForce, tool.name)
  return {
    list: isNeeded || resolvesName(decision) || readsParamHeaders(turn) || isPinned(turn, decision),
    definition: !book.isRead && insistsOnSchema(inForce, tool, at),
  }
}

/** Said of a call whose arguments cannot be judged as the server will read them: with its types and its defaults. */
export const DEFINITION_UNKNOWN: Refusal = {
  code: 'upstream_unreachable',
  message:
    'The server did not give its list of tools, and rules of this policy judge the arguments of this call by what that list says of them. Nothing was sent. Try again in some seconds.',
  rule: '(unknown definition)',
}

/** A name is resolved against the server's list before the default is asked; without a list it is unknown. */
export function unusableName(turn: Turn, decision: Decision, book: HeardTools): string | undefined {
  const tool = toolName(turn)
  if (decision.by === 'hidden') return '(hidden)'
  if (book.isQuarantined(tool)) return '(quarantined)'
  // Of a tool that is gone there is no definition to be held against the accepted one.
  if (!resolvesName(decision) && !(book.known && isPinned(turn, decision))) return undefined
  return book.find(tool) === undefined ? '(unknown tool)' : undefined
}

/** Why a tool is barred whatever its rules say. What the policy denies anyway need not be held against the accepted definitions. */
export function barOf(turn: Turn, { effect }: Decision, book: HeardTools): Refusal | undefined {
  const { caller } = turn
  const name = toolName(turn)
  const stopped = stopOf(caller, name)
  if (stopped !== undefined || effect === 'deny' || caller.pins === undefined) return stopped
  // One that was heard elsewhere may be the one that the server has by now.
  const drifts = book.definitions(name).map((known) => driftOf(caller, name, known))
  return drifts.find((drift) => drift !== undefined)
}

/** Whether the call stands or falls with an accepted definition. */
export const isPinned = ({ caller }: Turn, { effect }: Decision): boolean =>
  caller.pins !== undefined && effect !== 'deny'

/** Neither the default nor a class names the tool: the server's list says whether there is one. */
const resolvesName = ({ by }: Decision): boolean => by === 'default' || by === 'class'

/** Headers that repeat arguments are compared with them, or made of them where the client brought none. */
function readsParamHeaders({ arrival: { head }, message, caller }: Turn): boolean {
  if (head !== undefined) return head.paramHeaders.length > 0
  return message.era === 'modern' && caller.server.transport.kind === 'http'
}

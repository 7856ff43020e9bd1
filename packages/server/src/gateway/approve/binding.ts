/** What an answer is bound to: if any of it is another one, it is another question. */
import { inForceAt } from '@portcullis/engine'
import { joinTerms, servesTool } from '../../ports/approval-terms.ts'
import type { KnownTool } from '../tools/known-tool.ts'
import type { CalledTool, Turn } from '../turn.ts'
import { ownerOf, serverIdentity } from '../upstreams.ts'
import { wholeSpan } from '../wire/spans.ts'
import { spanAt } from '../wire/splice.ts'
import type { Approvals } from './approvals.ts'
import { canonicalJson } from './canonical.ts'
import type { Question } from './question.ts'

/** Digests of one call; see `Asking`. */
export interface Binding {
  readonly binding: string
  readonly alike: string | undefined
  readonly call: string
}

/** The call that is asked about. */
export interface BoundCall {
  readonly tool: CalledTool
  readonly known: KnownTool | undefined
}

/** Members of `params` that belong to one sending of a call, and not to the call. */
const OF_ONE_SENDING: ReadonlySet<string> = new Set(['_meta', 'task', 'inputResponses', 'requestState'])

/**
 * Binds the question to the grant; the server with its configuration and whose credential it gets; the tool with its
 * definition and label; `params`; headers that repeat arguments; every document in force; and the rules that ask.
 */
export function bindingOf(approvals: Approvals, turn: Turn, { tool, known }: BoundCall, question: Question): Binding {
  const { caller, message } = turn
  const { organisation, grant } = caller.grant.subject
  const { digest } = approvals
  const who = [organisation ?? null, grant, message.era, caller.server.id, tool.name]
  const params = canonicalParams(turn)
  const around = [
    serverIdentity(caller.server),
    ownerOf(caller),
    known?.heard?.fingerprint ?? known?.digest ?? null,
    tool.label === undefined ? null : [tool.label.category, tool.label.risk, tool.label.source],
    documentsOf(turn),
    rulesOf(question),
  ]
  const alike = servesTool(joinTerms(question.rules), tool.label)
  return {
    binding: digest(JSON.stringify(['binding', who, around, params, headersOf(turn)])),
    alike: alike ? digest(JSON.stringify(['alike', who, around])) : undefined,
    call: digest(JSON.stringify(['call', who, params])),
  }
}

/** `params` as people are shown them: as they came, without what belongs to one sending. */
export function paramsText({ message: { bytes } }: Pick<Turn, 'message'>): string {
  const span = spanAt(bytes, ['params']) ?? wholeSpan(bytes)
  return bytes.toString('utf8', span.start, span.end)
}

const canonicalParams = (turn: Turn): string => canonicalJson(paramsText(turn), OF_ONE_SENDING)

/** Headers that repeat arguments, by their names. */
function headersOf({ arrival }: Turn): readonly (readonly [string, string])[] {
  const pairs: [string, string][] = []
  const flat = arrival.head?.paramHeaders ?? []
  for (let i = 0; i + 1 < flat.length; i += 2) pairs.push([(flat[i] ?? '').toLowerCase(), flat[i + 1] ?? ''])
  return pairs.sort(([one], [other]) => (one < other ? -1 : 1))
}

function documentsOf({ caller: { policy }, at }: Turn): readonly (readonly [string, string])[] {
  if (policy === undefined) return []
  return inForceAt(policy.compiled, at).documents.map(({ source: { document } }) => [document.id, document.version])
}

const rulesOf = ({ rules }: Question): readonly string[] =>
  rules.map(({ rule, document }) => JSON.stringify([document.id, document.version, rule])).sort()

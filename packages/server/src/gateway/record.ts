/** What happened → the decision log. */
import type { DocumentRef } from '@portcullis/engine'
import type {
  Accepted,
  ApprovalFact,
  ArgumentFact,
  AuditSink,
  Counted,
  DecisionEvent,
  JudgedFacts,
  OutcomeEvent,
  ShadowFact,
} from '../ports/audit-sink.ts'
import type { Clock } from '../ports/clock.ts'
import type { OpenIntent } from '../ports/counter-store.ts'
import type { Caller } from '../ports/directory.ts'
import { safeName, safeUri } from '../ports/safe-text.ts'
import type { Refusal, RefusalCode } from './errors.ts'
import type { CalledTool, Inquiry, Turn } from './turn.ts'
import type { Era, RequestMessage } from './wire/message.ts'

/** What may pass, and why. */
export interface Passed {
  readonly tool?: CalledTool
  readonly rule: string | undefined
  readonly args: readonly ArgumentFact[]
  /** What another policy could be judged by; undefined where nothing is kept. */
  readonly facts?: JudgedFacts | undefined
  /** The document that the rule stands in; undefined: the grant's own policy. */
  readonly document?: DocumentRef | undefined
  /** What was taken from counters; undefined: nothing. */
  readonly counted?: Counted | undefined
  /** What shadow mode would have done; undefined where nothing is in it. */
  readonly shadow?: ShadowFact | undefined
  /** The question to people about it; undefined where nobody was asked. */
  readonly approval?: ApprovalFact | undefined
}

/** How a decision is told to the log. */
export interface Recorder {
  /** Before the call is forwarded. `false`: the log cannot take it, and the call is to be refused. */
  allowed(turn: Turn, passed: Passed): boolean
  refused(turn: Inquiry, tool: CalledTool | undefined, refusal: Refusal): void
  /** After it: with the same id. `sentAt`: when the call was sent, on the monotonic clock; undefined if it was not. */
  outcome(turn: Turn, ended: Pick<OutcomeEvent, 'outcome' | 'result'>, sentAt: number | undefined): void
  /** A message between an identified client and its server was not passed on, in whichever direction. */
  dropped(caller: Caller, about: { readonly method: string; readonly rule: string; readonly era: Era }): void
  /** Bytes of an identified client that never became a message of the flow. */
  unread(caller: Caller, code: string): void
  /** A call of an earlier process, of which nobody knows whether it happened. */
  leftOpen(intent: OpenIntent): void
  /** A request that was refused before anybody was identified: counted. */
  unidentified(code: RefusalCode): void
}

/** What was decided, apart from whose message it was. */
type Decided = Pick<DecisionEvent, 'effect' | 'code' | 'rule' | 'args' | 'facts' | 'counted' | 'shadow' | 'approval'> &
  Pick<Passed, 'document'>

const NO_FACTS: readonly ArgumentFact[] = []

/** What belongs to the protocol itself: no rule was asked. */
export const PROTOCOL: Passed = { rule: undefined, args: NO_FACTS }

const micros = (milliseconds: number): number => Math.max(0, Math.round(milliseconds * 1000))

/**
 * @param sink where events go; it buffers
 * @param nextId names decisions that belong to no turn
 * @param digest keyed digest of addresses; without one, what methods other than calls ask for is not recorded
 */
export function createRecorder(
  sink: AuditSink,
  clock: Clock,
  nextId: () => string,
  digest?: (text: string) => string,
): Recorder {
  function aside(caller: Caller, about: Pick<DecisionEvent, 'method' | 'code' | 'rule' | 'era'>): void {
    sink.record({
      type: 'decision',
      id: nextId(),
      at: clock.now(),
      ...who(caller),
      ...about,
      method: safeName(about.method),
      tool: undefined,
      effect: 'deny',
      args: NO_FACTS,
      micros: 0,
      count: 1,
    })
  }

  const decision = (turn: Inquiry, tool: CalledTool | undefined, decided: Decided): Accepted =>
    sink.record(decisionEvent(turn, tool, decided, { target: targetOf(turn.message, digest), now: clock.monotonic() }))

  return {
    allowed(turn, { tool, rule, document, args, facts, counted, shadow, approval }) {
      const passed = {
        effect: 'allow',
        code: undefined,
        rule,
        document,
        args,
        facts,
        counted,
        shadow,
        approval,
      } as const
      return decision(turn, tool, passed) === 'accepted'
    },
    refused(turn, tool, { code, rule, document, shadow, approval: by, told }) {
      turn.trace?.span?.refused(code, rule)
      const { args = NO_FACTS, facts } = told?.() ?? {}
      const approval = by && { id: by.id, state: by.state, narrowed: turn.narrowedFrom !== undefined }
      decision(turn, tool, { effect: 'deny', code, rule, document, shadow, approval, args, facts })
    },
    outcome(turn, { outcome, result }, sentAt) {
      turn.trace?.span?.ended(outcome)
      const now = clock.monotonic()
      const upstreamMs = sentAt === undefined ? 0 : now - sentAt
      sink.record({
        type: 'outcome',
        id: turn.id,
        at: clock.now(),
        organisation: organisationOf(turn.caller),
        server: turn.caller.server.slug,
        outcome,
        upstreamMicros: micros(upstreamMs),
        ownMicros: micros(now - turn.started - upstreamMs),
        result,
      })
    },
    dropped: (caller, { method, rule, era }) => aside(caller, { method, rule, era, code: 'policy_denied' }),
    unread: (caller, code) => aside(caller, { method: '(unread)', rule: undefined, era: 'legacy', code }),
    leftOpen({ reservation }) {
      sink.record({
        type: 'outcome',
        id: reservation,
        at: clock.now(),
        outcome: 'unknown',
        upstreamMicros: 0,
        ownMicros: 0,
      })
    },
    unidentified(code) {
      sink.record({ type: 'unidentified', at: clock.now(), reason: code, count: 1 })
    },
  }
}

/** The organisation is written where there are several. */
const organisationOf = ({ grant }: Caller): string | undefined => {
  const { organisation } = grant.subject
  return organisation === 'local' ? undefined : organisation
}

const who = (
  caller: Caller,
): Pick<DecisionEvent, 'organisation' | 'grant' | 'server' | 'policy' | 'policyVersion'> => ({
  organisation: organisationOf(caller),
  grant: caller.grant.subject.grant,
  server: caller.server.slug,
  policy: caller.policy?.id,
  policyVersion: caller.policy?.version,
})

/** Written out, as all that is made for each call: a literal with a spread in it can have a shape of its own each time. */
function decisionEvent(
  turn: Inquiry,
  tool: CalledTool | undefined,
  decided: Decided,
  { target, now }: { readonly target: string | undefined; readonly now: number },
): DecisionEvent {
  const { caller, message } = turn
  const { effect, code, rule, document, args, facts, counted, shadow, approval } = decided
  return {
    type: 'decision',
    id: turn.id,
    at: turn.at,
    organisation: organisationOf(caller),
    grant: caller.grant.subject.grant,
    server: caller.server.slug,
    era: message.era,
    method: safeName(message.method),
    tool: tool === undefined ? undefined : safeName(tool.name),
    label: tool?.label,
    target,
    effect,
    code,
    rule,
    policy: document?.id || caller.policy?.id,
    policyVersion: document?.version || caller.policy?.version,
    args,
    facts,
    counted,
    shadow,
    approval,
    trace: turn.trace?.id,
    micros: micros(now - turn.started),
    count: 1,
  }
}

/** What a method other than `tools/call` asks for. */
function targetOf(
  { method, params }: RequestMessage,
  digest: ((text: string) => string) | undefined,
): string | undefined {
  const { name, uri } = params
  if (method === 'prompts/get') return typeof name === 'string' ? safeName(name) : undefined
  if (!method.startsWith('resources/') || digest === undefined) return undefined
  return typeof uri === 'string' ? safeUri(uri, digest) : undefined
}

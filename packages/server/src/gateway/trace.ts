/** A request's place in a trace: read from the message and the head around it, and passed on to the server. */
import { safeName } from '../ports/safe-text.ts'
import type { RequestSpan, TraceContext } from '../ports/trace.ts'
import type { Environment } from './environment.ts'
import type { Turn } from './turn.ts'
import { metaOf } from './wire/envelope.ts'
import { META, NAMED_BY } from './wire/era.ts'
import type { RequestMessage } from './wire/message.ts'
import { setAt } from './wire/splice.ts'
import { traceContextOf, traceIdOf } from './wire/trace-context.ts'

/** Where a request belongs. */
export interface RequestTrace {
  /** 32 digits. */
  readonly id: string
  /** What its HTTP head said: what goes on in the head, where nobody collects traces here. */
  readonly around: TraceContext | undefined
  /** Undefined: nobody collects traces here. */
  readonly span: RequestSpan | undefined
}

/** The turn with its place in a trace, where it has one. */
export function traced(env: Environment, turn: Turn): Turn {
  const trace = traceOf(env, turn)
  if (trace === undefined) return turn
  const { arrival, caller, conversation, message, started, at, id, visit } = turn
  return { arrival, caller, conversation, message, started, at, id, visit, trace }
}

/**
 * What the message says of itself wins over the HTTP request around it: one request may carry many messages, and a proxy
 * knows nothing of them (OpenTelemetry, conventions for MCP).
 */
function traceOf(env: Environment, turn: Turn): RequestTrace | undefined {
  const { arrival, message } = turn
  const meta = metaOf(message.params)
  const own = meta && traceContextOf(meta['traceparent'], meta['tracestate'])
  const around = arrival.head && traceContextOf(arrival.head.traceparent, arrival.head.tracestate)
  const parent = own ?? around
  if (env.tracer === undefined) return parent && { id: traceIdOf(parent), around, span: undefined }
  const { organisation, grant } = turn.caller.grant.subject
  const span = env.tracer.begin({
    at: turn.at,
    id: turn.id,
    organisation,
    grant,
    server: turn.caller.server.slug,
    method: safeName(message.method),
    target: targetOf(message),
    requestId: safeName(String(message.id)),
    version: versionOf(turn),
    transport: arrival.head === undefined ? 'pipe' : 'tcp',
    parent,
    around: own !== undefined && around?.traceparent !== own.traceparent ? around : undefined,
  })
  return { id: span.traceId, around, span }
}

/** Names of tools and prompts; addresses of resources may hold anything, and are not told. */
function targetOf({ method, params }: RequestMessage): string | undefined {
  const key = NAMED_BY.get(method)
  const name = key === 'name' ? params[key] : undefined
  return typeof name === 'string' ? safeName(name) : undefined
}

function versionOf({ message, conversation, arrival }: Turn): string | undefined {
  const said = metaOf(message.params)?.[META.protocolVersion] ?? arrival.head?.protocolVersion ?? conversation.version
  return typeof said === 'string' ? safeName(said) : undefined
}

/** A request on its way to the server, with its place in the trace. */
export interface Carried {
  readonly bytes: Buffer
  /** Of an upstream that speaks HTTP: names and values in turn. */
  readonly headers: readonly string[]
}

/**
 * Puts it where servers look: into `_meta`, and into the head of HTTP. Nothing else of the message changes; where nobody
 * collects traces here, the bytes stay as they are, and what the head said goes on in the head.
 */
export function carryTrace({ trace, caller }: Turn, bytes: Buffer, headers: readonly string[]): Carried {
  if (trace === undefined) return { bytes, headers }
  const onward = trace.span === undefined ? trace.around : trace.span.sent()
  if (onward === undefined) return { bytes, headers }
  const { traceparent, tracestate } = onward
  const fields =
    tracestate === undefined ? ['traceparent', traceparent] : ['traceparent', traceparent, 'tracestate', tracestate]
  const all = caller.server.transport.kind === 'http' ? [...headers, ...fields] : headers
  return { headers: all, bytes: trace.span === undefined ? bytes : inMeta(bytes, onward) }
}

function inMeta(bytes: Buffer, { traceparent, tracestate }: TraceContext): Buffer {
  const named = setAt(bytes, ['params', '_meta', 'traceparent'], JSON.stringify(traceparent))
  return tracestate === undefined ? named : setAt(named, ['params', '_meta', 'tracestate'], JSON.stringify(tracestate))
}

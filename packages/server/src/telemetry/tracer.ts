/** Requests → spans of OpenTelemetry. The only file that knows its API; who collects is the operator's choice. */
import {
  type Attributes,
  type Context,
  createTraceState,
  type Tracer as OtelTracer,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import type { RequestSpan, TraceContext, TracedRequest, Tracer } from '../ports/trace.ts'

const NAME = 'portcullis'

/** Undefined: nobody registered an SDK before the gateway began, and a request costs nothing. */
export function registeredTracer(version: string): Tracer | undefined {
  const provider = trace.getTracerProvider()
  if (provider instanceof ProxyTracerProvider && provider.getDelegateTracer(NAME, version) === undefined)
    return undefined
  const tracer = provider.getTracer(NAME, version)
  return { begin: (request) => new RequestSpans(tracer, request) }
}

/** What a request is to its client, and to the server that it goes on to. */
class RequestSpans implements RequestSpan {
  readonly traceId: string
  readonly #tracer: OtelTracer
  readonly #request: TracedRequest
  readonly #own: Span
  #onward: Span | undefined

  constructor(tracer: OtelTracer, request: TracedRequest) {
    const { parent, around, at, method } = request
    const links = around === undefined ? [] : [{ context: spanContextOf(around) }]
    const options = { kind: SpanKind.SERVER, startTime: at, attributes: attributesOf(request), links }
    this.#tracer = tracer
    this.#request = request
    this.#own = tracer.startSpan(method, options, contextOf(parent))
    this.traceId = this.#own.spanContext().traceId
  }

  sent(): TraceContext {
    const { method, target, server } = this.#request
    // Names that a server has are few; those that strangers try are not.
    const name = target === undefined ? method : `${method} ${target}`
    this.#own.updateName(name)
    this.#own.setAttribute('portcullis.effect', 'allow')
    this.#onward ??= this.#tracer.startSpan(
      name,
      { kind: SpanKind.CLIENT, attributes: { ...callOf(this.#request), 'portcullis.server': server } },
      trace.setSpan(ROOT_CONTEXT, this.#own),
    )
    return traceContextIn(this.#onward.spanContext())
  }

  refused(code: string, rule: string | undefined): void {
    this.#own.setAttributes({
      'portcullis.effect': 'deny',
      'error.type': code,
      ...(rule !== undefined && { 'portcullis.rule': rule }),
    })
    this.#own.setStatus({ code: SpanStatusCode.ERROR })
    this.#own.end()
  }

  ended(outcome: string): void {
    for (const span of [this.#onward, this.#own]) {
      if (outcome !== 'ok') {
        span?.setAttribute('error.type', outcome)
        span?.setStatus({ code: SpanStatusCode.ERROR })
      }
      span?.end()
    }
  }
}

/** What it is (OpenTelemetry, conventions for MCP). Arguments and results are never part of it. */
function callOf({ method, target }: TracedRequest): Attributes {
  const isCall = method === 'tools/call'
  return {
    'mcp.method.name': method,
    ...(isCall && { 'gen_ai.operation.name': 'execute_tool' }),
    ...(target !== undefined && { [isCall ? 'gen_ai.tool.name' : 'gen_ai.prompt.name']: target }),
  }
}

function attributesOf(request: TracedRequest): Attributes {
  const { requestId, version, transport, organisation, grant, server, id } = request
  return {
    ...callOf(request),
    'jsonrpc.request.id': requestId,
    'network.transport': transport,
    ...(version !== undefined && { 'mcp.protocol.version': version }),
    'portcullis.decision': id,
    'portcullis.organisation': organisation,
    'portcullis.grant': grant,
    'portcullis.server': server,
  }
}

const contextOf = (parent: TraceContext | undefined): Context =>
  parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, spanContextOf(parent))

function spanContextOf({ traceparent, tracestate }: TraceContext): SpanContext {
  const [, traceId = '', spanId = '', flags = ''] = traceparent.split('-')
  return {
    traceId,
    spanId,
    // Later versions may use more of the flags: what is not known is not passed on.
    traceFlags: Number.parseInt(flags, 16) & 1,
    isRemote: true,
    ...(tracestate !== undefined && { traceState: createTraceState(tracestate) }),
  }
}

function traceContextIn({ traceId, spanId, traceFlags, traceState }: SpanContext): TraceContext {
  const flags = (traceFlags & 1).toString(16).padStart(2, '0')
  return { traceparent: `00-${traceId}-${spanId}-${flags}`, tracestate: traceState?.serialize() || undefined }
}

/** Where a request belongs among others (W3C Trace Context), and who is told what became of it. */
import type { Instant } from '@portcullis/engine'

/** As it is passed on. Both have the form of the specification. */
export interface TraceContext {
  readonly traceparent: string
  readonly tracestate: string | undefined
}

/** A request of a client, as far as a trace says it. No value of an argument. */
export interface TracedRequest {
  readonly at: Instant
  /** Id of the decision. */
  readonly id: string
  readonly organisation: string
  readonly grant: string
  readonly server: string
  readonly method: string
  /** Name of the tool or of the prompt, safe to be shown; undefined: it names none. */
  readonly target: string | undefined
  readonly requestId: string
  /** Of MCP; undefined: it was not said yet. */
  readonly version: string | undefined
  /** How the client is connected. */
  readonly transport: 'tcp' | 'pipe'
  /** What it says of itself: its parent. */
  readonly parent: TraceContext | undefined
  /** What the HTTP request around it says, where that is something else. */
  readonly around: TraceContext | undefined
}

/** Tells what becomes of requests to whoever collects traces. */
export interface Tracer {
  begin(request: TracedRequest): RequestSpan
}

/** One request under way. */
export interface RequestSpan {
  /** Id of its trace, 32 digits. */
  readonly traceId: string
  /** It is about to be passed on: what the server is told of where it belongs. */
  sent(): TraceContext
  /** @param code of the refusal */
  refused(code: string, rule: string | undefined): void
  /** @param outcome as it is recorded */
  ended(outcome: string): void
}

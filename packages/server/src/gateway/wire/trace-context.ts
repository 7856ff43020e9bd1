/** Reads where a message belongs (W3C Trace Context, sections 3.2 and 3.3). */
import type { TraceContext } from '../../ports/trace.ts'

/** Version, trace, parent, flags; a later version may have more behind them. */
const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-[\x21-\x7e]{1,200})?$/
const TRACESTATE = /^[\x20-\x7e]{1,512}$/
const NO_TRACE = '0'.repeat(32)
const NO_PARENT = '0'.repeat(16)

/** What is written there; undefined where it has not the form that it has to have: then it is as if it were not there. */
export function traceContextOf(traceparent: unknown, tracestate: unknown): TraceContext | undefined {
  if (typeof traceparent !== 'string') return undefined
  const [, version, trace, parent, more] = TRACEPARENT.exec(traceparent) ?? []
  if (version === undefined || version === 'ff' || trace === NO_TRACE || parent === NO_PARENT) return undefined
  if (version === '00' && more !== undefined) return undefined
  const state = typeof tracestate === 'string' && TRACESTATE.test(tracestate) ? tracestate : undefined
  return { traceparent, tracestate: state }
}

/** The id of the trace. */
export const traceIdOf = ({ traceparent }: TraceContext): string => traceparent.slice(3, 35)

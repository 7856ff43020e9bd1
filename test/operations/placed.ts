/** Calls that say where they belong in a trace, and what a server and the log are told of it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { MODERN_META, modernCall, type Posting } from '../messages.ts'
import type { Operated } from './operated.ts'

export const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
export const OTHER = '0af7651916cd43dd8448eb211c80319c'

/** A `traceparent`. */
export const parent = (trace: string, span = '00f067aa0ba902b7'): string => `00-${trace}-${span}-01`

/** A call that says in `_meta` where it belongs. */
export function within(traceparent: string, name = 'buy'): Posting {
  const { headers } = modernCall(name)
  const params = { name, arguments: {}, _meta: { ...MODERN_META, traceparent, tracestate: 'a=1,b=2' } }
  return { headers, body: JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/call', params }) }
}

/** `_meta` of the last message that the server got. */
export function metaOf({ upstream }: Operated): Readonly<Record<string, unknown>> {
  const params = upstream.received.at(-1)?.message.params
  return params !== undefined && '_meta' in params ? Object(params._meta) : {}
}

/** The head around it. */
export const headOf = ({ upstream }: Operated): Readonly<Record<string, unknown>> =>
  upstream.received.at(-1)?.headers ?? {}

/** The decision log. */
export const logOf = ({ process }: Operated): string =>
  readFileSync(join(process.folder, 'state/decisions.jsonl'), 'utf8')

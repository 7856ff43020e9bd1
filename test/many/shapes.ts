/** Shapes of traffic: what agents and their people do to an installation of many gateways, one thing after the other. */
import { randomUUID } from 'node:crypto'
import type { Dispatcher } from 'undici'
import { type Answer, codeOf, eventsOf, legacyRequest, modernCall, type Posting } from '../messages.ts'
import type { Many } from './installation.ts'

/** What a client does next. */
export const SHAPES = ['modern', 'legacy', 'capped', 'denied', 'stream', 'approval'] as const
export type Shape = (typeof SHAPES)[number]

/** How much of each. */
export type Mix = Readonly<Record<Shape, number>>

export const STANDARD_MIX: Mix = { modern: 55, legacy: 25, capped: 10, denied: 8, stream: 1.5, approval: 0.5 }

/** Calls of `capped` that an installation lets through. */
export const CAPPED_MAX = 2_000
/** Messages of a stream, and milliseconds between two. */
const EVENTS = 40
const EVERY = 100

const month = { window: 'month', scope: 'grant' } as const
const huge = { limits: [{ ...month, counter: 'plain', max: 1_000_000_000 }] }
export const SHAPE_POLICY = {
  version: '1',
  default: 'deny',
  tools: {
    plain: huge,
    capped: { limits: [{ ...month, counter: 'capped', max: CAPPED_MAX }] },
    denied: { deny_if: [{ conditions: [{ path: 'args.id', op: 'exists', value: true }] }] },
    stream: huge,
    approval: { action: 'require_approval', approval: { hold: '20s' } },
  },
} as const
export const SHAPE_TOOLS: readonly string[] = Object.keys(SHAPE_POLICY.tools)

/** Where a client is: its gateway, and its session there. */
export interface Place {
  readonly many: Many
  readonly pool: Dispatcher
  readonly path: string
  session: string | undefined
}

/** What came of one thing: `done`, a stable code, the status of HTTP, or `lost`. */
export type Came = string

/** Does one thing, and waits for its end. */
export function doOne(place: Place, shape: Shape): Promise<Came> {
  if (shape === 'legacy') return inSession(place)
  const args = { id: randomUUID() }
  if (shape === 'stream') return send(place, modernCall('stream', { ...args, events: EVENTS, every: EVERY }))
  return send(place, modernCall(shape === 'modern' ? 'plain' : shape, args))
}

/** What is expected of a shape. */
export const EXPECTED: Readonly<Record<Shape, readonly Came[]>> = {
  modern: ['done'],
  legacy: ['done'],
  capped: ['done', 'limit_exceeded'],
  denied: ['policy_denied'],
  stream: ['done'],
  approval: ['done', 'approval_pending', 'approval_limit'],
}

const LEGACY = { 'mcp-protocol-version': '2025-11-25' }

async function inSession(place: Place): Promise<Came> {
  if (place.session === undefined) {
    const hello = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'traffic', version: '1' } }
    const { headers, text } = await post(place, legacyRequest(1, 'initialize', hello))
    const { 'mcp-session-id': session } = headers
    if (typeof session !== 'string') return cameOf(text, 0)
    place.session = session
  }
  const { headers, body } = legacyRequest(2, 'tools/call', { name: 'plain', arguments: {} })
  const came = await send(place, { body, headers: { ...headers, ...LEGACY, 'mcp-session-id': place.session } })
  if (came === 'HTTP 404') place.session = undefined
  return came
}

async function send(place: Place, posting: Posting): Promise<Came> {
  try {
    const { status, text } = await post(place, posting)
    return cameOf(text, status)
  } catch {
    return 'lost'
  }
}

async function post({ many, pool, path }: Place, { headers, body }: Posting) {
  const own = { ...headers, authorization: `Bearer ${many.token}` }
  const answer = await pool.request({ method: 'POST', path, headers: own, body })
  return { status: answer.statusCode, headers: answer.headers, text: await answer.body.text() }
}

function cameOf(text: string, status: number): Came {
  const message: Answer = text.startsWith('{') ? JSON.parse(text) : (eventsOf(text).at(-1) ?? {})
  const code = codeOf(message)
  if (code !== undefined) return code
  return message.result === undefined ? `HTTP ${status}` : 'done'
}

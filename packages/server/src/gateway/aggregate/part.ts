/** One server's part of a message: it goes through the whole flow, as if the client had sent it to that server alone. */
import { randomBytes } from 'node:crypto'
import type { Caller, CallerRefusal } from '../../ports/directory.ts'
import type { Environment } from '../environment.ts'
import { receive } from '../gateway.ts'
import { refuseGrant } from '../identify.ts'
import type { AnswerListener, Exchange, Outgoing } from '../upstream/link.ts'
import type { MessageHead } from '../wire/head.ts'
import { setAt, stringAt, textAt } from '../wire/splice.ts'
import { ListenerDownstream, type Rewrite } from './listener-downstream.ts'

/** What goes to one server. */
export interface Part {
  readonly caller: Caller
  /** As that server has to get it. */
  readonly outgoing: Outgoing
  /** What becomes of what it answers. */
  readonly rewrite?: Rewrite
}

const TOKEN = ['params', '_meta', 'progressToken']
const PROGRESS = 'notifications/progress'

/** Sends a part in its own turn, when whoever sends it has the exchange in hands. */
export function sendPart(env: Environment, part: Part, listener: AnswerListener): Exchange {
  const { caller } = part
  const { bytes, rewrite } = withOwnToken(part)
  const { headers, address, client, slot } = part.outgoing
  const down = new ListenerDownstream(listener, rewrite)
  queueMicrotask(() => {
    if (down.over) return
    void receive(env, {
      caller,
      identifyAgain: () => identifyAgain(env, caller, address),
      bytes,
      head: headOf(headers),
      sessionId: undefined,
      channel: undefined,
      address,
      client,
      slot,
      down,
    })
  })
  return down
}

/** The same caller, as the configuration names it now. */
function identifyAgain(env: Environment, caller: Caller, address: string | undefined): Caller | CallerRefusal {
  const found = env.directory.caller(caller.grant.tokenDigest, caller.server.slug, env.clock.now())
  return typeof found === 'string' || refuseGrant(found, address) === undefined ? found : 'unknown_token'
}

/** No server learns the tokens by which the client tells its requests apart, nor can it speak about others' requests. */
function withOwnToken({ outgoing, rewrite }: Part): { readonly bytes: Buffer; readonly rewrite: Rewrite | undefined } {
  const theirs = textAt(outgoing.bytes, TOKEN)
  if (theirs === undefined) return { bytes: outgoing.bytes, rewrite: withoutProgress(rewrite) }
  const token = randomBytes(12).toString('base64url')
  return {
    bytes: setAt(outgoing.bytes, TOKEN, JSON.stringify(token)),
    rewrite: {
      answer: (bytes) => rewrite?.answer(bytes) ?? bytes,
      aside: (bytes) => {
        if (!isProgress(bytes)) return rewrite === undefined ? bytes : rewrite.aside(bytes)
        const named = stringAt(bytes, ['params', 'progressToken'])
        return named === token ? setAt(bytes, ['params', 'progressToken'], theirs) : undefined
      },
    },
  }
}

/** Of a request without a token there is no progress to be told. */
const withoutProgress = (rewrite: Rewrite | undefined): Rewrite => ({
  answer: (bytes) => rewrite?.answer(bytes) ?? bytes,
  aside: (bytes) => {
    if (isProgress(bytes)) return undefined
    return rewrite === undefined ? bytes : rewrite.aside(bytes)
  },
})

const isProgress = (bytes: Buffer): boolean => stringAt(bytes, ['method']) === PROGRESS

/** The protocol headers as a client would have sent them; undefined where there are none, as over a channel. */
function headOf(headers: readonly string[]): MessageHead | undefined {
  if (headers.length === 0) return undefined
  const params: string[] = []
  const found = new Map<string, string>()
  for (let i = 0; i + 1 < headers.length; i += 2) {
    const [name = '', value = ''] = [headers[i], headers[i + 1]]
    if (name.startsWith('mcp-param-')) params.push(name, value)
    else found.set(name, value)
  }
  return {
    protocolVersion: found.get('mcp-protocol-version'),
    mcpMethod: found.get('mcp-method'),
    mcpName: found.get('mcp-name'),
    traceparent: found.get('traceparent'),
    tracestate: found.get('tracestate'),
    paramHeaders: params,
  }
}

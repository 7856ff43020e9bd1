/** Two scripted servers and a dead one behind the endpoint of all servers, and a client that posts to it. */

import { freePort } from './free-port.ts'
import { type GatewayHere, type GrantHere, startHere } from './gateway-here.ts'
import { messageOf, modernRequest, type Posting, post } from './messages.ts'
import { answerJson, type ScriptedUpstream, startUpstream } from './scripted-upstream.ts'

/** A message as tests look at it. */
export interface Message {
  readonly id?: unknown
  readonly method?: string
  readonly params?: Record<string, unknown>
  readonly result?: Record<string, unknown> & { readonly _meta?: Record<string, unknown> }
  readonly error?: { readonly code: number; readonly message: string }
}

export interface TogetherHouse {
  readonly shop: ScriptedUpstream
  readonly desk: ScriptedUpstream
  readonly gateway: GatewayHere
  send(posting: Posting, grant?: GrantHere): Promise<Message>
  ask(method: string, params?: Record<string, unknown>, grant?: GrantHere): Promise<Message>
  call(name: string, args?: object, grant?: GrantHere): Promise<Message>
  close(): Promise<void>
}

/** @param tools of each server */
export async function openTogether(
  tools: Readonly<Record<'shop' | 'desk', readonly (string | object)[]>>,
  policy: object,
): Promise<TogetherHouse> {
  const [shop, desk] = await Promise.all([startUpstream({ tools: tools.shop }), startUpstream({ tools: tools.desk })])
  for (const server of [shop, desk]) {
    server.script('server/discover', ({ message }, answer) =>
      answerJson(answer, message.id, { supportedVersions: ['2026-07-28'], capabilities: {}, resultType: 'complete' }),
    )
  }
  const dead = { url: `http://127.0.0.1:${await freePort()}/mcp` }
  const gateway = await startHere({
    servers: { shop: { url: shop.url }, desk: { url: desk.url }, dead },
    policies: { policy },
  })
  const send = async (posting: Posting, grant: GrantHere = 'test'): Promise<Message> =>
    (await messageOf(await post(gateway.at(undefined, grant), posting))) as Message
  const ask: TogetherHouse['ask'] = (method, params = {}, grant = 'test') =>
    send(modernRequest(7, method, params), grant)
  return {
    ...{ shop, desk, gateway, send, ask },
    call: (name, args = {}, grant = 'test') => ask('tools/call', { name, arguments: args }, grant),
    async close() {
      await gateway.close()
      await Promise.all([shop, desk].map((server) => server.close()))
    },
  }
}

/** Names of the tools of a list. */
export const namesIn = ({ result }: Message): readonly string[] =>
  (result?.['tools'] as { name: string }[] | undefined)?.map(({ name }) => name) ?? []

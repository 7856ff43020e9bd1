/** One careless server behind one gateway, once for each attack pattern under its policy, and once without any. */
import { type AttackSlug, attackOf } from '@portcullis/catalogue'
import { type GatewayProcess, startGateway } from '../gateway-process.ts'
import { type Answer, ask, codeOf, type Endpoint, legacyCall } from '../messages.ts'
import {
  answerJson,
  type Script,
  type ScriptedUpstream,
  startUpstream,
  type UpstreamWish,
} from '../scripted-upstream.ts'

/** What the server asks of whoever calls it, and what the gateway sends it. */
export const CREDENTIAL = 'sk-arena-4d1f0c9b8a7e6d5c4b3a29181706f5e4'

/** Lets everything pass. */
const OPEN = { version: '1', default: 'allow' }

export interface Arena {
  readonly upstream: ScriptedUpstream
  readonly gateway: GatewayProcess
  /** The server under the policy of an attack pattern, or under one that allows everything. */
  at(policy: AttackSlug | 'open'): Endpoint
  /** The server itself, past the gateway. */
  readonly direct: Endpoint
  close(): Promise<void>
}

/** Opens an arena for the patterns that a file plays. */
export async function openArena(slugs: readonly AttackSlug[], wish: UpstreamWish): Promise<Arena> {
  process.env['TEST_UPSTREAM_CREDENTIAL'] = CREDENTIAL
  const upstream = await startUpstream(wish)
  const headers = { Authorization: ['Bearer $', '{TEST_UPSTREAM_CREDENTIAL}'].join('') }
  const gateway = await startGateway({
    servers: Object.fromEntries(['open', ...slugs].map((slug) => [slug, { url: upstream.url, headers }])),
    policy: OPEN,
    policies: Object.fromEntries(slugs.map((slug) => [slug, attackOf(slug).policy])),
  })
  return {
    upstream,
    gateway,
    at: (policy) => ({ url: gateway.urlFor(policy), headers: gateway.headers }),
    direct: { url: upstream.url, headers: {} },
    async close() {
      await gateway.close()
      await upstream.close()
    },
  }
}

/** A tool that answers with a text made of its arguments. */
export const says =
  (text: (args: Readonly<Record<string, unknown>>) => string | Promise<string>): Script =>
  async ({ message }, answer) => {
    const content = [{ type: 'text', text: await text(message.params?.arguments ?? {}) }]
    answerJson(answer, message.id, { content, resultType: 'complete' })
  }

/** The text of an answer, whatever it is. */
export const textOf = ({ result, error }: Answer): string =>
  error?.message ?? (result?.content ?? []).map(({ text }) => text ?? '').join('\n')

/** Why a call did not happen: the stable code, or the number of a protocol error; undefined for one that did. */
export const refusalOf = (answer: Answer): string | number | undefined => codeOf(answer) ?? answer.error?.code

export type Call = readonly [tool: string, args: object]

export const call = (to: Endpoint, tool: string, args: object = {}): Promise<Answer> => ask(to, legacyCall(tool, args))

/**
 * An agent that does whatever it reads: it makes one call, and then every call that an answer asks for in lines such as
 * `CALL create_webhook {"url":"…"}`.
 * @returns every refusal it met, by tool
 */
export async function credulous(to: Endpoint, first: Call): Promise<Readonly<Record<string, unknown>>> {
  const refusals: Record<string, unknown> = {}
  const queue: Call[] = [first]
  for (const [name, given] of queue) {
    if (queue.length > 20) throw new Error('The agent found no end.')
    const answer = await call(to, name, given)
    const refusal = refusalOf(answer)
    if (refusal !== undefined) refusals[name] = refusal
    for (const [, next = '', json = '{}'] of textOf(answer).matchAll(/^CALL (\S+) (.+)$/gm))
      queue.push([next, JSON.parse(json)])
  }
  return refusals
}

/** How many calls of some tools arrived while something was done. */
export async function arriving(
  upstream: ScriptedUpstream,
  tools: readonly string[],
  act: () => Promise<unknown>,
): Promise<number> {
  const count = (): number => tools.reduce((sum, tool) => sum + upstream.calls(tool), 0)
  const before = count()
  await act()
  return count() - before
}

/** A gateway before a scripted server, whose calls people are asked about; and how its answers are read. */
import { createMemoryApprovals, type MemoryApprovals } from '../packages/server/src/store/memory/approvals.ts'
import { type GatewayHere, startHere } from './gateway-here.ts'
import { eventsOf, MODERN_META, modernRequest, type Posting } from './messages.ts'
import { answerJson, type Script, type ScriptedUpstream, startUpstream } from './scripted-upstream.ts'
import { until } from './until.ts'

const hold = { hold: '1s' }

/** The policy that holds. */
export const POLICY = {
  version: '1',
  default: 'deny',
  elicitation: { form: 'allow' },
  tools: {
    pay: { action: 'require_approval', reason: 'Payments are looked at.', approval: { hold: '20s', four_eyes: true } },
    quick: { action: 'require_approval', approval: hold },
    narrow: {
      require: [{ conditions: [{ path: 'args.amount', op: 'lte', value: 500 }] }],
      approve_if: [{ conditions: [{ path: 'args.amount', op: 'gt', value: 100 }], hold: '20s' }],
    },
    again: { action: 'require_approval', approval: { hold: '20s', reuse: { for: '10m', same: 'call', max_uses: 2 } } },
    spend: {
      approval: { hold: '20s' },
      limits: [
        { counter: 'spent', window: 'day', max: 100, increment_from: 'args.amount', on_exceed: 'require_approval' },
        { counter: 'spent', window: 'day', max: 200, increment_from: 'args.amount' },
      ],
    },
    free: {},
  },
}

/** Everything that is needed. */
export interface ApprovalHouse {
  readonly upstream: ScriptedUpstream
  readonly approvals: MemoryApprovals
  readonly gateway: GatewayHere
  ask(posting: Posting, signal?: AbortSignal): Promise<Told>
  /** Id of the question that waits longest, as soon as there is one. */
  waiting(): Promise<string>
  /** Arguments of the last call of a tool that arrived. */
  received(tool: string): unknown
  close(): Promise<void>
}

/** An answer, as it is read. */
export interface Answer {
  readonly id?: unknown
  readonly method?: string
  readonly result?: {
    readonly content?: readonly { readonly text?: string }[]
    readonly resultType?: string
    readonly requestState?: string
    readonly inputRequests?: Readonly<Record<string, { readonly params: { readonly url: string } }>>
    readonly _meta?: Readonly<Record<string, { readonly code?: string; readonly approval?: { readonly id: string } }>>
  }
}

/** The last message of an answer, and all of them. */
export interface Told extends Answer {
  readonly code: string | undefined
  readonly text: string
  readonly events: readonly Answer[]
}

/** The server speaks both eras. */
const DISCOVERY: Readonly<Record<string, Script>> = {
  'server/discover': ({ message: { id } }, answer) =>
    answerJson(answer, id, {
      resultType: 'complete',
      supportedVersions: ['2026-07-28'],
      capabilities: { tools: {} },
      serverInfo: { name: 'scripted', version: '1' },
      ttlMs: 0,
      cacheScope: 'private',
    }),
}

/** Starts all of it. */
export async function startApprovalHouse(): Promise<ApprovalHouse> {
  const approvals = createMemoryApprovals(() => Date.now())
  const upstream = await startUpstream({ tools: Object.keys(POLICY.tools), sessions: true, scripts: DISCOVERY })
  const gateway = await startHere({ servers: { up: { url: upstream.url } }, policies: { policy: POLICY }, approvals })
  return {
    upstream,
    approvals,
    gateway,
    async ask(posting, signal) {
      const { url, headers } = gateway.at('up')
      const all = { ...posting.headers, ...headers }
      return read(await fetch(url, { method: 'POST', headers: all, body: posting.body, ...(signal && { signal }) }))
    },
    async waiting() {
      await until(() => approvals.pending().length > 0)
      return approvals.pending()[0]?.id ?? ''
    },
    received: (tool) =>
      upstream.received.findLast(({ message }) => message.method === 'tools/call' && message.params?.name === tool)
        ?.message.params?.arguments,
    async close() {
      await gateway.close()
      await upstream.close()
    },
  }
}

/** Reads an answer of either form. */
export async function read(response: Response): Promise<Told> {
  const text = await response.text()
  const streamed = response.headers.get('content-type')?.startsWith('text/event-stream') === true
  const events: Answer[] = streamed ? eventsOf(text) : text === '' ? [] : [JSON.parse(text)]
  const answer = events.at(-1) ?? {}
  return {
    ...answer,
    code: answer.result?._meta?.['portcullis/decision']?.code,
    text: answer.result?.content?.map((block) => block.text).join('\n') ?? text,
    events,
  }
}

const MODERN = { ...MODERN_META, 'io.modelcontextprotocol/clientCapabilities': { elicitation: { url: {} } } }
let ids = 0
/** Id of the latest call. */
export const latestId = (): number => ids

/** A call of the modern era. */
export const call = (name: string, args: object = {}): Posting =>
  modernRequest(++ids, 'tools/call', { name, arguments: args })

/** As it stands in the text, which a number that is printed again would not. */
export const callWith = (name: string, args: string): Posting => {
  const posting = call(name)
  return { ...posting, body: posting.body.replace('"arguments":{}', `"arguments":${args}`) }
}

/** Of a client that can show pages. */
export const pageCall = (name: string, args: object, more: object = {}): Posting => {
  const posting = call(name, args)
  const { params, ...rest } = JSON.parse(posting.body)
  return { ...posting, body: JSON.stringify({ ...rest, params: { ...params, ...more, _meta: MODERN } }) }
}

/** With a progress token. */
export const watched = (posting: Posting): Posting => ({
  ...posting,
  body: posting.body.replace('"_meta":{', '"_meta":{"progressToken":"t1",'),
})

/** Streams that stay open: what a server sends there by itself is judged, redacted and remembered by the policy as it is now. */
import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { applied, configure, newGrant } from './configuration.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { ask, codeOf, type Endpoint, legacyCall, legacyRequest, modernRequest, post } from './messages.ts'
import { beginEvents, eventOf, type ScriptedUpstream, startUpstream } from './scripted-upstream.ts'
import { until } from './until.ts'

const MAIL = 'joe@example.com'
const SECRET = 'AKIAIOSFODNN7EXAMPLE'
const OPEN = {
  version: '1',
  default: 'allow',
  tools: {
    mails: { results: { redact: [{ detector: 'email' }] } },
    'order_*': { results: { redact: [{ regex: 'order-[0-9]+', with: 'an order' }], max_bytes: 40 } },
    send: { deny_if: [{ conditions: [{ path: 'seen.secrets', op: 'eq', value: true }] }] },
  },
}
/** The same, but for what the tests need to be gone. */
const CLOSED = {
  ...OPEN,
  tools: { ...OPEN.tools, other: { results: { redact: [{ regex: 'codeword' }] } } },
  elicitation: 'deny',
  resources: { default: 'allow', hide: ['file:///private/**'] },
}

let upstream: ScriptedUpstream
let gateway: GatewayProcess
let to: Endpoint

beforeAll(async () => {
  upstream = await startUpstream({ tools: ['mails', 'order_list', 'send', 'other'] })
  gateway = await startGateway({ servers: { up: { url: upstream.url, flow: { '*': { reads: [] } } } }, policy: OPEN })
  to = { url: gateway.urlFor('up'), headers: gateway.headers }
  await ask(to, legacyRequest(1, 'tools/list'))
})
beforeEach(() => {
  upstream.received.length = 0
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

/** An open stream: what the server writes into it, and all that came to the client. */
interface OpenStream {
  readonly server: ServerResponse
  text(): string
  /** Writes, and waits for a mark behind it: everything before is either there by then, or never comes. */
  write(...pieces: readonly string[]): Promise<string>
  close(): void
}

const listen = (url: string, signal: AbortSignal): Promise<Response> =>
  fetch(url, { headers: { ...to.headers, accept: 'text/event-stream' }, signal })

/** A legacy client's `GET`, the one of the transport of 2024-11-05, and a modern client's subscription. */
const KINDS = {
  'a standalone stream': (signal: AbortSignal) => listen(to.url, signal),
  'a stream of the old transport': (signal: AbortSignal) => listen(to.url.replace('/mcp/', '/sse/'), signal),
  'a subscription': (signal: AbortSignal) => {
    const { headers, body } = modernRequest('s', 'subscriptions/listen', { notifications: {} })
    return fetch(to.url, { method: 'POST', headers: { ...headers, ...to.headers }, body, signal })
  },
} as const
const kinds = Object.keys(KINDS) as (keyof typeof KINDS)[]

let marks = 0

async function openStream(kind: keyof typeof KINDS): Promise<OpenStream> {
  const begun = new Promise<ServerResponse>((resolve) => {
    const begin = (_: unknown, answer: ServerResponse): void => {
      const server = beginEvents(answer)
      server.write(':\n\n')
      resolve(server)
    }
    upstream.script('GET', begin)
    upstream.script('subscriptions/listen', begin)
  })
  const ending = new AbortController()
  const response = await KINDS[kind](ending.signal)
  let text = ''
  const reading = async (): Promise<void> => {
    const decoder = new TextDecoder()
    for await (const piece of response.body ?? []) text += decoder.decode(piece, { stream: true })
  }
  void reading().catch(() => undefined)
  if (kind === 'a stream of the old transport') await shakeHands(() => /data: (\/sse\/\S+)/.exec(text)?.[1])
  const server = await begun
  return {
    server,
    text: () => text,
    async write(...pieces) {
      const from = text.length
      const mark = `mark-${++marks}`
      server.write(pieces.join('') + eventOf(logged(mark)))
      await until(() => text.includes(mark))
      return text.slice(from)
    },
    close: () => ending.abort(),
  }
}

/** The old transport's stream says where to post; the server's own stream is opened when the client is ready. */
async function shakeHands(mailbox: () => string | undefined): Promise<void> {
  await until(() => mailbox() !== undefined)
  const there = { ...to, url: new URL(mailbox() ?? '', to.url).href }
  const hello = { protocolVersion: '2024-11-05', capabilities: {}, clientInfo: { name: 'old', version: '1' } }
  await post(there, legacyRequest(1, 'initialize', hello))
  await until(() => upstream.received.some(({ message }) => message.method === 'initialize'))
  const body = JSON.stringify({ jsonrpc: '2.0', method: 'notifications/initialized' })
  await post(there, { ...legacyRequest(1, 'ping'), body })
}

const logged = (data: unknown) => ({ jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data } })
const updated = (uri: string) => ({ jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri } })
const question = (id: string) => ({
  jsonrpc: '2.0',
  id,
  method: 'elicitation/create',
  params: { mode: 'form', message: 'Name?', requestedSchema: { type: 'object', properties: {} } },
})

describe.each(kinds)('%s', (kind) => {
  it('[result.redacted] carries nothing that the rule of any tool takes out, and is not bounded by one tool’s size', async () => {
    const stream = await openStream(kind)
    const text = await stream.write(eventOf(logged(`${MAIL} bought order-12 and ${'more '.repeat(20)}`)))
    expect(text).toContain('[REDACTED:email] bought an order and more')
    expect(text).not.toContain(MAIL)
    stream.close()
  })

  it('[surfaces.open-streams] is judged by the policy of now, not by that of its opening', async () => {
    const stream = await openStream(kind)
    const refusals = (): unknown[] =>
      upstream.received.map(({ message }) => message).filter((message) => Reflect.get(message, 'error') !== undefined)
    const all = ['file:///private/a', 'file:///public/b'].map((uri) => eventOf(updated(uri)))
    const before = await stream.write(eventOf(question('q1')), ...all, eventOf(logged('codeword')))
    expect(before.match(/"q1"|private\/a|public\/b|codeword/g)).toEqual(['"q1"', 'private/a', 'public/b', 'codeword'])
    await applied(gateway, () => gateway.writePolicy(CLOSED))
    const after = await stream.write(eventOf(question('q2')), ...all, eventOf(logged('codeword')))
    expect(after.match(/"q2"|private\/a|public\/b|codeword|REDACTED/g)).toEqual(['public/b', 'REDACTED'])
    await until(() => refusals().length > 0)
    expect(refusals()).toMatchObject([{ id: 'q2', error: { code: 403 } }])
    await applied(gateway, () => gateway.writePolicy(OPEN))
    const again = await stream.write(eventOf(question('q3')), ...all)
    expect(again.match(/"q3"|private\/a/g)).toEqual(['"q3"', 'private/a'])
    stream.close()
  })
})

it.each(['a standalone stream', 'a subscription'] as const)(
  '[result.redacted] %s goes on without comments and names of events: nothing looks at those',
  async (kind) => {
    const stream = await openStream(kind)
    const message = JSON.stringify(logged('plain'))
    const text = await stream.write(
      `: ${MAIL}\n\n`,
      `: ${MAIL}\nid: 7\ndata: ${message}\n\n`,
      `event: ${MAIL}\nid: 8\ndata: ${message}\n\n`,
      `x-note: ${MAIL}\nretry: 5000\nid: 9\ndata:\n\n`,
      `id: é\ndata: ${message}\n\n`,
      `id: 10\nevent: message\ndata: ${message}\n\n`,
    )
    expect(text).not.toContain(MAIL)
    const plain = `event: message\ndata: ${message}\n\n`
    const wanted = [
      ':\n\n',
      `id: 7\n${plain}`,
      `id: 8\n${plain}`,
      'id: 9\nretry: 5000\ndata:\n\n',
      `id: \n${plain}`,
      `id: 10\n${plain}`,
    ]
    expect(text).toContain(wanted.join(''))
    stream.close()
  },
)

it('[surfaces.open-streams] a call under way is asked nothing that the policy of now refuses', async () => {
  let stream: ServerResponse | undefined
  upstream.script('other', (_, answer) => {
    stream = beginEvents(answer)
    stream.write(eventOf(question('q4')))
  })
  const answering = post(to, legacyCall('other')).then((response) => response.text())
  await until(() => stream !== undefined)
  await applied(gateway, () => gateway.writePolicy(CLOSED))
  stream?.write(eventOf(question('q5')))
  stream?.end(eventOf({ jsonrpc: '2.0', id: 1, result: { content: [] } }))
  const text = await answering
  expect(text).toContain('"q4"')
  expect(text).not.toContain('"q5"')
  await applied(gateway, () => gateway.writePolicy(OPEN))
})

describe.each(kinds)('a secret on %s', (kind) => {
  it('[flow.remembered] is remembered as read at once, while the stream goes on', async () => {
    const shared = to
    const { grant, token } = newGrant(kind.replaceAll(' ', '-'), { up: 'policy' })
    await configure(gateway, ({ grants }) => void grants.push(grant))
    to = { ...shared, headers: { authorization: `Bearer ${token}` } }
    const stream = await openStream(kind)
    expect(codeOf(await ask(to, legacyCall('send')))).toBeUndefined()
    expect(await stream.write(eventOf(logged(SECRET)))).toContain(SECRET)
    expect(codeOf(await ask(to, legacyCall('send')))).toBe('policy_denied')
    stream.close()
    to = shared
  })
})

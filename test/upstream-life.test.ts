/** Servers that are not there, that never end, or that send more than anybody can hold; and clients that go away. */
import { readFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { lastCall } from './decision-log.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import {
  type Answer,
  ask,
  codeOf,
  type Endpoint,
  eventsOf,
  legacyCall,
  messageOf,
  modernCall,
  post,
} from './messages.ts'
import {
  answerJson,
  answerText,
  beginEvents,
  eventOf,
  type ScriptedUpstream,
  startUpstream,
  TOOL_RESULT,
} from './scripted-upstream.ts'
import { until } from './until.ts'
import { CREDENTIAL, RESULT } from './upstream-faults/fault.ts'

const MiB = 1024 * 1024
const LIMITED = ['dead', 'busy', 'gone', 'quiet', 'late']
const FREE = ['holding', 'large', 'dripping', 'endless', 'open', 'marked', 'session']

let upstream: ScriptedUpstream
let gateway: GatewayProcess
let to: Endpoint

beforeAll(async () => {
  process.env['TEST_UPSTREAM_CREDENTIAL'] = CREDENTIAL
  upstream = await startUpstream()
  const headers = { Authorization: ['Bearer $', '{TEST_UPSTREAM_CREDENTIAL}'].join('') }
  gateway = await startGateway({
    servers: {
      up: { url: upstream.url, headers },
      narrow: { url: upstream.url, max_connections: 1, queue_timeout: '200ms' },
      dead: { url: `http://127.0.0.1:${await unusedPort()}/mcp` },
    },
    policy: {
      version: '1',
      default: 'deny',
      tools: {
        ...Object.fromEntries(FREE.map((name) => [name, {}])),
        ...Object.fromEntries(
          LIMITED.map((counter) => [counter, { limits: [{ counter, window: 'day', max: 2, scope: 'grant' }] }]),
        ),
      },
    },
  })
  to = { url: gateway.urlFor('up'), headers: gateway.headers }
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

async function unusedPort(): Promise<number> {
  const server = createTcpServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

const at = (slug: string): Endpoint => ({ ...to, url: gateway.urlFor(slug) })

/** Resident memory of the gateway, bytes. */
async function memory(): Promise<number> {
  const status = await readFile(`/proc/${gateway.child.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024
}

describe('claims', () => {
  it('[claims.unsent] come back when the server could not be reached: any number of tries', async () => {
    for (let i = 0; i < 5; i += 1)
      expect(codeOf(await ask(at('dead'), modernCall('dead')))).toBe('upstream_unreachable')
    await until(async () => (await lastCall(gateway, 'dead')).outcome === 'unreachable')
    for (const code of [undefined, undefined, 'limit_exceeded'])
      expect(codeOf(await ask(to, legacyCall('late')))).toBe(code)
  })

  it('[claims.unsent] come back when no connection was free', async () => {
    const held: ServerResponse[] = []
    upstream.script('holding', (_, answer) => void held.push(answer))
    const first = ask(at('narrow'), modernCall('holding'))
    await until(() => held.length === 1)
    for (let i = 0; i < 3; i += 1) expect(codeOf(await ask(at('narrow'), modernCall('busy')))).toBe('upstream_busy')
    expect(upstream.calls('busy')).toBe(0)
    if (held[0] !== undefined) answerJson(held[0], 1, TOOL_RESULT)
    expect(codeOf(await first)).toBe(undefined)
    for (const code of [undefined, undefined, 'limit_exceeded']) {
      expect(codeOf(await ask(at('narrow'), modernCall('busy')))).toBe(code)
    }
    expect(upstream.calls('busy')).toBe(2)
  })
})

/** Reads slowly; resolves with how many bytes came and what the last ones were. */
async function readSlowly(response: Response, pause: number): Promise<{ size: number; end: string }> {
  let size = 0
  let end = ''
  let count = 0
  for await (const piece of response.body ?? []) {
    size += piece.length
    end = (end + Buffer.from(piece).toString('latin1')).slice(-1000)
    count += 1
    if (count % 8 === 0) await wait(pause)
  }
  return { size, end }
}

describe('much, and without end', () => {
  it('[stream.bounded] 20 MiB to each of eight slow clients: whole, and never held', async () => {
    const text = 'x'.repeat(20 * MiB)
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text }] } })
    upstream.script(
      'large',
      (_, answer) => void answer.writeHead(200, { 'content-type': 'application/json' }).end(body),
    )
    await ask(to, legacyCall('session'))
    const before = await memory()
    let most = before
    const look = async (): Promise<void> => {
      most = Math.max(most, await memory())
    }
    const watch = setInterval(() => void look(), 20)
    const calls = Array.from({ length: 8 }, (_, i) => (i % 2 === 0 ? legacyCall('large') : modernCall('large')))
    const answers = calls.map(async (call) => readSlowly(await post(to, call), 5))
    for (const { size, end } of await Promise.all(answers)) {
      expect(size).toBe(body.length)
      expect(end.endsWith('x"}]}}')).toBe(true)
    }
    clearInterval(watch)
    expect(most - before).toBeLessThan(80 * MiB)
    await until(async () => (await lastCall(gateway, 'large')).outcome === 'ok')
  })

  it('[secrets.leak] a credential that comes byte by byte, after much else, is not let out', async () => {
    const drip = async (answer: ServerResponse): Promise<void> => {
      answer.writeHead(200, { 'content-type': 'application/json' })
      answer.write(`{"jsonrpc":"2.0","id":1,"result":{"a":"${'x'.repeat(2 * MiB)}`)
      for (const byte of JSON.stringify(CREDENTIAL).slice(1, -1)) {
        answer.write(byte)
        await wait(1)
      }
      answer.end('"}}')
    }
    upstream.script('dripping', (_, answer) => void drip(answer))
    const response = await post(to, legacyCall('dripping'))
    let text = ''
    await expect(
      (async () => {
        for await (const piece of response.body ?? []) text += Buffer.from(piece).toString()
      })(),
    ).rejects.toThrow()
    expect(text.length).toBeGreaterThan(MiB)
    expect(text).toMatch(/^[^y]*x$/)
    await until(async () => (await lastCall(gateway, 'dripping')).outcome === 'withheld')
  })

  it('[stream.cut] what is not an answer is cut, even when it never ends', async () => {
    let closed = false
    upstream.script('endless', (_, answer) => {
      answer.writeHead(200, { 'content-type': 'application/json' })
      const timer = setInterval(() => answer.write(']'.repeat(64 * 1024)), 1)
      answer.once('close', () => {
        closed = true
        clearInterval(timer)
      })
    })
    expect(codeOf(await ask(to, modernCall('endless')))).toBe('upstream_garbage')
    await until(() => closed)
  })

  it('[stream.cut] a stream that stays open after its answer holds no connection for long', async () => {
    const open = new Set<ServerResponse>()
    upstream.script('open', (_, answer) => {
      open.add(answer)
      answer.once('close', () => open.delete(answer))
      beginEvents(answer).write(eventOf({ jsonrpc: '2.0', id: 1, result: TOOL_RESULT }))
    })
    const response = await post(to, modernCall('open'))
    expect(eventsOf(await response.text())).toEqual([{ jsonrpc: '2.0', id: 1, result: TOOL_RESULT }])
    await until(() => open.size === 0)
  })
})

describe('clients that go away', () => {
  const call = (name: string, abort: AbortController): Promise<Answer> =>
    fetch(to.url, {
      method: 'POST',
      ...modernCall(name),
      headers: { ...modernCall(name).headers, ...to.headers },
      signal: abort.signal,
    }).then(messageOf)

  it.each(['gone', 'quiet'])('[stream.cancel] close the server’s stream, and keep the claim: %s', async (name) => {
    let begun = false
    let closed = false
    upstream.script(name, (_, answer) => {
      begun = true
      answer.once('close', () => {
        closed = true
      })
      if (name === 'gone')
        beginEvents(answer).write(eventOf({ jsonrpc: '2.0', method: 'notifications/message', params: {} }))
    })
    const abort = new AbortController()
    const answer = call(name, abort)
    await until(() => begun)
    await wait(50)
    abort.abort()
    await expect(answer).rejects.toThrow()
    await until(() => closed)
    await until(async () => (await lastCall(gateway, name)).outcome === 'cancelled')
    upstream.script(name, ({ message }, good) => answerJson(good, message.id, TOOL_RESULT))
    expect(codeOf(await ask(to, modernCall(name)))).toBe(undefined)
    expect(codeOf(await ask(to, modernCall(name)))).toBe('limit_exceeded')
    expect(upstream.calls(name)).toBe(2)
  })
})

describe('what a server says under the gateway’s name', () => {
  const marked = (meta: string): string => `{"jsonrpc":"2.0","id":1,"result":{"_meta":${meta},"content":[ ]}}`
  const OWN = '"portcullis/decision":{"code":"policy_denied"}'

  it.each([
    ['alone', `{${OWN}}`, '{}'],
    ['first', `{${OWN}, "a/b":1}`, '{"a/b":1}'],
    ['last', `{"a/b":1.0,${OWN}}`, '{"a/b":1.0}'],
    ['escaped', `{"\\u0070ortcullis\\/x":1,"a/b":{"portcullis/x":1}}`, '{"a/b":{"portcullis/x":1}}'],
    ['twice', `{${OWN},"a/b":1,${OWN}}`, '{"a/b":1}'],
  ])('[answer.meta] is taken out of its answer, and nothing else: %s', async (_, meta, left) => {
    upstream.script(
      'marked',
      (_received, answer) => void answer.writeHead(200, { 'content-type': 'application/json' }).end(marked(meta)),
    )
    expect(await (await post(at('up'), legacyCall('marked'))).text()).toBe(marked(left))
  })

  it('[answer.meta] is taken out of the answer of a stream', async () => {
    upstream.script('marked', (_, answer) => void beginEvents(answer).end(`data: ${marked(`{${OWN}}`)}\n\n`))
    expect(await (await post(at('up'), modernCall('marked'))).text()).toContain(`data: ${marked('{}')}\n`)
  })
})

it('[session.owner] a session that a server opens unasked is nobody’s', async () => {
  upstream.script('session', ({ message }, answer) =>
    answerJson(answer, message.id, TOOL_RESULT, { 'mcp-session-id': 'unasked' }),
  )
  expect((await post(to, legacyCall('session'))).headers.get('mcp-session-id')).toBe(null)
  await ask(to, legacyCall('session'))
  expect(upstream.received.at(-1)?.headers['mcp-session-id']).toBe(undefined)
})

it('[faults.goes-on] after all of it the gateway answers', async () => {
  upstream.script('open', (_, answer) => answerText(answer, RESULT))
  expect(gateway.child.exitCode).toBe(null)
  expect((await ask(to, legacyCall('open'))).status).toBe(200)
  expect(gateway.errors.join('')).not.toMatch(/Warning|Error/)
})

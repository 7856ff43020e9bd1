/** What comes back: redacted, withheld, remembered as read; over JSON, events, tasks, resources and prompts. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ended, type GatewayProcess, restartGateway, startGateway } from './gateway-process.ts'
import {
  type Answer,
  ask,
  codeOf,
  eventsOf,
  legacyCall,
  legacyRequest,
  modernCall,
  modernRequest,
  post,
} from './messages.ts'
import {
  answerJson,
  answerText,
  beginEvents,
  eventOf,
  type ScriptedUpstream,
  startUpstream,
} from './scripted-upstream.ts'

const MAIL = 'joe@example.com'
const textResult = (text: string) => ({ content: [{ type: 'text', text }], resultType: 'complete' })
const redactMail = { redact: [{ detector: 'email' }] }

const POLICY = {
  version: '1',
  default: 'allow',
  results: redactMail,
  tools: {
    small: { results: { max_bytes: 500 } },
    guarded: {
      limits: [{ counter: 'guarded', window: 'day', max: 1 }],
      results: {
        deny_if: [
          {
            conditions: [{ path: 'result.content[*].text', op: 'contains', value: 'CONFIDENTIAL' }],
            on_deny: 'This is not for agents.',
          },
        ],
      },
    },
    held: {
      results: {
        deny_if: [
          {
            conditions: [{ path: 'result.content[*].text', op: 'contains', value: 'CONFIDENTIAL' }],
            on_deny: 'This is not for agents.',
          },
        ],
      },
    },
    send_mail: {
      deny_if: [{ conditions: [{ path: 'seen.private', op: 'eq', value: true }], on_deny: 'Private data was read.' }],
    },
    publish: {
      deny_if: [{ conditions: [{ path: 'seen.secrets', op: 'eq', value: true }], on_deny: 'A secret was read.' }],
    },
  },
}

let upstream: ScriptedUpstream
let gateway: GatewayProcess

const to = (slug = 'up') => ({ url: gateway.urlFor(slug), headers: gateway.headers })
const textIn = ({ result }: Answer): string | undefined => result?.content?.[0]?.text

/** Every line of the log that tells of results. */
async function outcomes(): Promise<readonly Record<string, unknown>[]> {
  const text = await readFile(join(gateway.folder, 'state', 'decisions.jsonl'), 'utf8')
  return text
    .split('\n')
    .slice(0, -1)
    .map((line): Record<string, unknown> => JSON.parse(line))
    .filter((line) => line['redacted'] !== undefined || line['withheldBy'] !== undefined)
}

beforeAll(async () => {
  const tools = ['any', 'small', 'guarded', 'held', 'send_mail', 'publish', 'read_page', 'get_private', 'leak']
  upstream = await startUpstream({ tools, sessions: true })
  const flow = { '*': { reads: [] }, get_private: { reads: ['private'] } }
  const servers = { up: { url: upstream.url, flow }, plain: { url: upstream.url } }
  const plain = { version: '1', default: 'allow' }
  gateway = await startGateway({ servers, policy: POLICY, policies: { plain } })
  await ask(to(), legacyRequest(0, 'tools/list'))
})
afterAll(async () => {
  await gateway.close()
  await upstream.close()
})

describe('what was read', () => {
  it('[flow.remembered] decides what may follow, survives a restart, and is set by secrets that passed', async () => {
    upstream.script('send_mail', ({ message: { id } }, answer) => answerJson(answer, id, textResult('sent')))
    expect(textIn(await ask(to(), legacyCall('send_mail')))).toBe('sent')
    await ask(to(), legacyCall('read_page'))
    expect(textIn(await ask(to(), legacyCall('send_mail')))).toBe('sent')
    // An error is text of the server's as well.
    upstream.script('get_private', ({ message: { id } }, answer) =>
      answerJson(answer, id, { ...textResult('no such customer: Jo'), isError: true }),
    )
    await ask(to(), legacyCall('get_private'))
    expect(textIn(await ask(to(), legacyCall('send_mail')))).toContain('Private data was read.')

    expect(codeOf(await ask(to(), legacyCall('publish')))).toBeUndefined()
    upstream.script('leak', ({ message: { id } }, answer) => answerJson(answer, id, textResult('AKIAIOSFODNN7EXAMPLE')))
    await ask(to(), legacyCall('leak'))
    expect(textIn(await ask(to(), legacyCall('publish')))).toContain('A secret was read.')

    // Another session is not another agent.
    for (let opened = 0; opened < 5; opened++) {
      const hello = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
      const response = await post(to(), legacyRequest(0, 'initialize', hello))
      const session = response.headers.get('mcp-session-id') ?? ''
      await response.text()
      expect(session).not.toBe('')
      const inSession = { ...to(), headers: { ...to().headers, 'mcp-session-id': session } }
      expect(textIn(await ask(inSession, legacyCall('send_mail')))).toContain('Private data was read.')
    }

    await ended(gateway.child, 'SIGKILL')
    gateway = await restartGateway(gateway)
    await ask(to(), legacyRequest(0, 'tools/list'))
    expect(codeOf(await ask(to(), legacyCall('send_mail')))).toBe('policy_denied')
    expect(codeOf(await ask(to(), legacyCall('publish')))).toBe('policy_denied')
  })
})

describe('redaction', () => {
  it('[result.redacted] changes only what was found: every other byte is as it came', async () => {
    const written = ` {"result" : {"a":9007199254740993,"content":[ {"type":"text","text":"é \\u006aoe\\u0040example.com \\/"}],"n":1.0},\n"jsonrpc":"2.0","id":1 }\n`
    upstream.script('any', (_, answer) => answerText(answer, written))
    const wanted = written.replace('\\u006aoe\\u0040example.com', '[REDACTED:email]')
    expect(await (await post(to(), legacyCall('any'))).text()).toBe(wanted)
    expect(await (await post(to('plain'), legacyCall('any'))).text()).toBe(written)
  })

  it('[result.redacted] holds in streams: progress, log messages and the answer; ids of events stay', async () => {
    upstream.script('any', ({ message: { id } }, answer) => {
      const events = beginEvents(answer)
      const params = { progressToken: 1, progress: 1, message: `at ${MAIL}` }
      events.write(`id: 7\n${eventOf({ jsonrpc: '2.0', method: 'notifications/progress', params })}`)
      events.write(
        eventOf({ jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: { to: MAIL } } }),
      )
      events.end(eventOf({ jsonrpc: '2.0', id, result: textResult(MAIL) }))
    })
    const text = await (await post(to(), legacyCall('any'))).text()
    expect(text).not.toContain(MAIL)
    expect(text).toContain('id: 7\n')
    expect(eventsOf(text).map((event) => JSON.stringify(event).includes('[REDACTED:email]'))).toEqual([
      true,
      true,
      true,
    ])
  })

  it('[result.redacted] holds for tasks, resources, prompts and errors', async () => {
    upstream.script('any', ({ message: { id } }, answer) =>
      answerJson(answer, id, { task: { taskId: 't1', status: 'working', createdAt: '', ttl: null } }),
    )
    await ask(to(), legacyRequest(1, 'tools/call', { name: 'any', arguments: {}, task: {} }))
    upstream.script('tasks/result', ({ message: { id } }, answer) => answerJson(answer, id, textResult(MAIL)))
    expect(textIn(await ask(to(), legacyRequest(2, 'tasks/result', { taskId: 't1' })))).toBe('[REDACTED:email]')
    upstream.script('resources/read', ({ message: { id } }, answer) =>
      answerJson(answer, id, { contents: [{ uri: 'x://y', text: MAIL }] }),
    )
    upstream.script('prompts/get', ({ message: { id } }, answer) =>
      answerJson(answer, id, { messages: [{ role: 'user', content: { type: 'text', text: MAIL } }] }),
    )
    upstream.script('any', ({ message: { id } }, answer) =>
      answerText(answer, JSON.stringify({ jsonrpc: '2.0', id, error: { code: 5, message: `no ${MAIL}` } })),
    )
    const answers = await Promise.all([
      ask(to(), legacyRequest(3, 'resources/read', { uri: 'x://y' })),
      ask(to(), legacyRequest(4, 'prompts/get', { name: 'p' })),
      ask(to(), modernCall('any')),
    ])
    for (const answer of answers) expect(JSON.stringify(answer)).toContain('[REDACTED:email]')
    expect(JSON.stringify(answers)).not.toContain(MAIL)
  })

  it('[result.recorded] is recorded: which rule, what and how often; never the text', async () => {
    upstream.script('any', ({ message: { id } }, answer) => answerJson(answer, id, textResult(`${MAIL} ${MAIL}`)))
    await ask(to(), legacyCall('any'))
    const row = { rule: '/results/redact/0', policy: 'policy', detector: 'email', count: 2 }
    await expect.poll(outcomes).toContainEqual(expect.objectContaining({ outcome: 'ok', redacted: [row] }))
    expect(JSON.stringify(await outcomes())).not.toContain(MAIL)
  })

  it('withholds what is no UTF-8: it could not be searched', async () => {
    upstream.script('any', (_, answer) => {
      const text = Buffer.from('{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"?"}]}}')
      text[text.indexOf('?')] = 0xff
      answerText(answer, text)
    })
    expect(codeOf(await ask(to(), legacyCall('any')))).toBe('upstream_garbage')
  })
})

describe('the tasks extension', () => {
  it('[result.redacted] carries results within the status of a task: judged by the rule of its tool', async () => {
    const told = (text: string) => ({
      taskId: 't9',
      status: 'completed',
      result: textResult(text),
      resultType: 'complete',
    })
    upstream.script('held', ({ message: { id } }, answer) =>
      answerJson(answer, id, { resultType: 'task', taskId: 't9', status: 'working' }),
    )
    await ask(to(), modernCall('held'))
    const get = modernRequest(2, 'tasks/get', { taskId: 't9' })
    const named = { ...get, headers: { ...get.headers, 'mcp-name': 't9' } }
    upstream.script('tasks/get', ({ message: { id } }, answer) => answerJson(answer, id, told(MAIL)))
    expect(JSON.stringify(await ask(to(), named))).toContain('[REDACTED:email]')
    upstream.script('tasks/get', ({ message: { id } }, answer) => answerJson(answer, id, told('CONFIDENTIAL')))
    const withheld = JSON.stringify(await ask(to(), named))
    expect(withheld).not.toContain('CONFIDENTIAL')
    expect(withheld).toContain('This is not for agents.')
  })
})

describe('results that are withheld', () => {
  it('[result.bounded] are those with more bytes than allowed, in one piece, in pieces and in streams', async () => {
    const big = textResult('x'.repeat(3 * 1024 * 1024))
    const scripts: Parameters<typeof upstream.script>[1][] = [
      ({ message: { id } }, answer) => answerJson(answer, id, textResult('x'.repeat(600))),
      ({ message: { id } }, answer) => answerJson(answer, id, big),
      ({ message: { id } }, answer) => beginEvents(answer).end(eventOf({ jsonrpc: '2.0', id, result: big })),
      ({ message: { id } }, answer) => {
        const params = { progressToken: 1, progress: 1, message: 'x'.repeat(600) }
        const events = beginEvents(answer)
        events.write(eventOf({ jsonrpc: '2.0', method: 'notifications/progress', params }))
        events.end(eventOf({ jsonrpc: '2.0', id, result: textResult('small') }))
      },
    ]
    for (const script of scripts) {
      upstream.script('small', script)
      const answer = await ask(to(), legacyCall('small'))
      expect(codeOf(answer)).toBe('result_withheld')
      expect(textIn(answer)).toMatch(/more than 500 bytes.*do not repeat it/)
    }
    upstream.script('small', ({ message: { id } }, answer) => answerJson(answer, id, textResult('fits')))
    expect(textIn(await ask(to(), legacyCall('small')))).toBe('fits')
  })

  it('[result.withheld] are those that a condition holds of: executed, counted, recorded, and not to be repeated', async () => {
    upstream.script('guarded', ({ message: { id } }, answer) => answerJson(answer, id, textResult('CONFIDENTIAL plan')))
    const answer = await ask(to(), legacyCall('guarded'))
    expect(codeOf(answer)).toBe('result_withheld')
    expect(textIn(answer)).toContain('This is not for agents.')
    expect(JSON.stringify(answer)).not.toContain('CONFIDENTIAL')
    expect(codeOf(await ask(to(), legacyCall('guarded')))).toBe('limit_exceeded')
    const wanted = { outcome: 'withheld', withheldBy: '/tools/guarded/results/deny_if/0' }
    await expect.poll(outcomes).toContainEqual(expect.objectContaining(wanted))
  })

  it('are those that are too large to be inspected', async () => {
    upstream.script('any', ({ message: { id } }, answer) =>
      answerJson(answer, id, textResult('x'.repeat(9 * 1024 * 1024))),
    )
    const answer = await ask(to(), legacyCall('any'))
    expect(codeOf(answer)).toBe('result_withheld')
    expect(textIn(answer)).toContain('more than can be inspected')
  })
})

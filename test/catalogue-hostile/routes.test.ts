/** Every route of the catalogue's listener under questions that nobody should ask. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stopwatch } from '../stopwatch.ts'
import { askAndJudge } from './answers.ts'
import { mcpQuestion, question } from './asking.ts'
import { type Listening, openListening } from './listening.ts'
import { CANARY } from './texts.ts'

const SEED = 20_261_121

let catalogue: Listening

beforeAll(async () => {
  catalogue = await openListening()
})
afterAll(() => catalogue.close())

const get = (target: string) => askAndJudge(catalogue, { method: 'GET', target, headers: [], body: '' })

const post = (target: string, type: string, body: string, chunked = false) =>
  askAndJudge(catalogue, {
    method: 'POST',
    target,
    headers: [
      ['content-type', type],
      ['accept', '*/*, application/json, text/event-stream'],
    ],
    body,
    chunked,
  })

describe('questions that nobody should ask', () => {
  it('are all answered in time, without a fault, a foreign address or foreign markup', async () => {
    const asked = fc.asyncProperty(question, async (one) => void (await askAndJudge(catalogue, one)))
    await fc.assert(asked, { seed: SEED, numRuns: 150 })
    expect(catalogue.troubles).toEqual([])
  })

  it('a message of any shape is answered', async () => {
    const asked = fc.asyncProperty(mcpQuestion, async (one) => void (await askAndJudge(catalogue, one)))
    await fc.assert(asked, { seed: SEED, numRuns: 80 })
    expect(catalogue.troubles).toEqual([])
  })

  it.each(['/\\evil.test', '//evil.test/', 'http://evil.test/catalogue', '*', '/catalogue\\..\\x'])(
    '%s is no address here',
    async (target) => {
      expect((await get(target)).status).toBe(400)
      expect(catalogue.troubles).toEqual([])
    },
  )

  it('may hold a backslash where it asks for one', async () => {
    expect((await get('/catalogue?q=a\\b')).status).toBe(200)
  })

  it.each([
    ['/catalogue/npm-hostile-1/', 301, '/catalogue/npm-hostile-1'],
    ['/catalogue/%0d%0aset-cookie:a/', 404, undefined],
    ['/og/%00/', 301, '/og/%00'],
    ['/a/%2f%2fevil.test/', 301, '/a/%2f%2fevil.test'],
    ['/%5cevil.test/', 404, undefined],
  ])('%s leads nowhere else', async (target, status, to) => {
    const answer = await get(target)
    expect([answer.status, answer.headers['location']]).toEqual([status, to])
  })

  it('come whole or in chunks, and are read alike', async () => {
    const call = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
    const stack = JSON.stringify({ servers: ['npm-hostile-1'] })
    for (const chunked of [false, true]) {
      expect((await post('/mcp', 'application/json', call, chunked)).body).toContain('check_tool')
      expect((await post('/api/catalogue/stack', 'application/json', stack, chunked)).status).toBe(200)
      expect((await post('/contact', 'application/x-www-form-urlencoded', 'name=x', chunked)).status).toBe(422)
    }
    expect((await post('/mcp', 'application/json', '')).status).toBe(400)
  })

  it('a configuration made to be slow is read at once', async () => {
    const args = Array.from({ length: 400 }, () => 'a='.repeat(1000))
    const server = { command: 'npx', args: args.slice(0, 200) }
    const config = JSON.stringify({ mcpServers: { a: server, b: server } })
    const spent = stopwatch()
    expect((await post('/api/catalogue/stack', 'application/json', JSON.stringify({ config }))).status).toBe(200)
    expect(spent()).toBeLessThan(2500)
  })
})

/** An answer of a tool without what is marked as a stranger's, and without keys and texts of a policy to paste. */
function* ownTexts(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value
  if (typeof value !== 'object' || value === null) return
  const marked = new Set(['upstream', 'policy', 'server', 'tool', 'page'])
  for (const [key, own] of Object.entries(value)) if (!marked.has(key)) yield* ownTexts(own)
}

describe('what agents are told', () => {
  const call = async (name: string, args: object) => {
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } }
    const { body } = await post('/mcp', 'application/json', JSON.stringify(message))
    const json = body.startsWith('{') ? body : (/^data: (.*)$/m.exec(body)?.[1] ?? '')
    return JSON.parse(json).result
  }
  const slugs = Array.from({ length: 33 }, (_, at) => `npm-forced-${at}`)

  it('holds strangers’ words in the marked field alone: cut, one line, visible', async () => {
    const results = [await call('search', { query: CANARY, limit: 50 }), await call('check_stack', { servers: slugs })]
    for (const server of slugs) results.push(await call('check_server', { server }))
    for (const server of slugs) results.push(await call('check_tool', { server, tool: 'run_query' }))
    for (const { content, structuredContent, isError } of results) {
      expect(isError).not.toBe(true)
      const texts = [content[0].text, ...ownTexts(structuredContent)]
      expect(texts.filter((text) => /kanarya|ignore all previous/i.test(text))).toEqual([])
      for (const name of structuredContent.upstream.names) expect(name).toMatch(/^[^\p{C}\p{Zl}\p{Zp}]{1,80}$/u)
    }
  })
})

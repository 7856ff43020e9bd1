/**
 * A program: an MCP server that counts what it executes, in a process of its own, so that a storm through gateways is not held
 * up by its own counting. What a call asks of it stands in its arguments: `id` (counted once and again), `run` (counted by itself), `events` and `every`
 * (a stream of so many messages, so many milliseconds apart). Its parent may hold the answers of a tool back.
 */
import { createServer } from 'node:http'

const CACHE = { ttlMs: 0, cacheScope: 'private', resultType: 'complete' }
const capabilities = { tools: {} }
const tools = (process.env['UPSTREAM_TOOLS'] ?? '')
  .split(',')
  .map((name) => ({ name, inputSchema: { type: 'object', properties: {} } }))
const results = {
  initialize: { protocolVersion: '2025-11-25', capabilities, serverInfo: { name: 'counting', version: '1' } },
  'server/discover': { supportedVersions: ['2026-07-28'], capabilities, ...CACHE },
  'tools/list': { tools, ...CACHE },
}
const DONE = { content: [{ type: 'text', text: 'done' }], resultType: 'complete' }

const executed = new Map()
const ids = new Set()
/** Answers that wait, by tool; a tool that is not held has none. */
const held = new Map()
let repeated = 0
let delay = 0
let sessions = 0

function count({ name, arguments: given }) {
  const add = (key) => executed.set(key, (executed.get(key) ?? 0) + 1)
  add(name)
  if (given?.run !== undefined) add(`${name} ${given.run}`)
  const id = given?.id
  if (id === undefined) return
  if (ids.has(id)) repeated += 1
  ids.add(id)
}

const json = (answer, id, result, headers) =>
  answer
    .writeHead(200, { 'content-type': 'application/json', ...headers })
    .end(JSON.stringify({ jsonrpc: '2.0', id, result }))

function stream(answer, id, { events, every = 100 }) {
  answer.writeHead(200, { 'content-type': 'text/event-stream' })
  const send = (message) => answer.write(`event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', ...message })}\n\n`)
  let left = events
  const beat = setInterval(() => {
    if (left-- > 0)
      return void send({ method: 'notifications/message', params: { level: 'info', data: `${left} left` } })
    clearInterval(beat)
    send({ id, result: DONE })
    answer.end()
  }, every)
  answer.once('close', () => clearInterval(beat))
}

function call(answer, id, params) {
  count(params)
  const { events, every } = params.arguments ?? {}
  const finish = () => (events > 0 ? stream(answer, id, { events, every }) : json(answer, id, DONE))
  const waiting = held.get(params.name)
  if (waiting !== undefined) waiting.push(finish)
  else if (delay > 0) setTimeout(finish, delay)
  else finish()
}

const server = createServer({ keepAliveTimeout: 60_000 }, (request, answer) => {
  const pieces = []
  request.on('data', (piece) => pieces.push(piece))
  request.on('end', () => {
    if (request.method !== 'POST') return void answer.writeHead(request.method === 'DELETE' ? 200 : 405).end()
    const { id, method, params } = JSON.parse(Buffer.concat(pieces).toString())
    if (id === undefined) return void answer.writeHead(202).end()
    if (method === 'tools/call') return void call(answer, id, params)
    const opened = method === 'initialize' ? { 'mcp-session-id': `session-${++sessions}` } : {}
    json(answer, id, results[method] ?? { resultType: 'complete' }, opened)
  })
})

process.on('message', ({ ask, tool, milliseconds }) => {
  if (ask === 'hold') held.set(tool, held.get(tool) ?? [])
  if (ask === 'delay') delay = milliseconds
  if (ask === 'release') {
    const waiting = held.get(tool) ?? []
    held.delete(tool)
    for (const finish of waiting) finish()
  }
  const waiting = [...held.values()].reduce((sum, finishes) => sum + finishes.length, 0)
  process.send?.({ executed: Object.fromEntries(executed), repeated, waiting })
})
process.on('disconnect', () => process.exit())
server.listen(Number(process.env['UPSTREAM_PORT'] ?? 0), '127.0.0.1', () =>
  process.send?.({ port: server.address().port }),
)

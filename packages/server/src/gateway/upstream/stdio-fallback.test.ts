import { describe, expect, it } from 'vitest'
import { until } from '../../../../../test/until.ts'
import type { StdioTransport } from '../../ports/directory.ts'
import { type Outgoing, STATELESS } from './link.ts'
import { answerOf, begin, exchange, type Recorder, request } from './recorder.contract.ts'
import { stdioUpstreams } from './scripted-child.contract.ts'

const { exits, upstream, connect } = stdioUpstreams()

/** Knows `initialize`, `slow` and, once in a session, `pid`; refuses everything else. */
const LEGACY_ONLY = `
let initialized = false
const take = (line) => {
  const { id, method } = JSON.parse(line)
  initialized ||= method === 'initialize'
  const answer = (body) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, ...body }) + '\\n')
  if (id === undefined) return
  if (method === 'slow') return setTimeout(() => answer({ error: { code: -32601, message: 'Method not found' } }), 100)
  if (method === 'modern') return answer({ result: { pid: process.pid } })
  if (!initialized) return MISSED
  answer({ result: { pid: process.pid } })
}
let rest = ''
process.stdin.on('data', (text) => { const lines = (rest + text).split('\\n'); rest = lines.pop(); lines.forEach(take) })
`
const missed = (reaction: string): string[] => ['-e', LEGACY_ONLY.replace('MISSED', reaction)]
const REFUSES = missed("answer({ error: { code: -32601, message: 'Method not found' } })")
const DIES = missed('process.exit(1)')

const modern = (id: number, method: string): Outgoing => request(id, method, {}, { era: 'modern' })
const pidOf = (told: Recorder): number => (answerOf(told).result as { readonly pid: number }).pid

const SHARES: readonly StdioTransport['share'][] = ['session', 'grant']
describe.each(SHARES)('a client that tries the modern era first (share: %s)', (share) => {
  it('goes on with the same child when that refused, even where one is all there may be', async () => {
    const one = upstream({ args: REFUSES, maxChildren: 1, share })
    const tried = connect(one, STATELESS)
    expect(answerOf(await exchange(tried, modern(0, 'server/discover')))).toHaveProperty('error')
    const session = connect(one, 'session')
    const told = await exchange(session, request(1, 'initialize'))
    expect(pidOf(told)).toBeGreaterThan(0)
    // What was tried is over, and its end does not take the child along.
    expect(tried.dead).toBe(true)
    await tried.close([])
    expect(pidOf(await exchange(session, request(2, 'pid')))).toBe(pidOf(told))
    expect(exits).toEqual([])
  })

  it('gets another child when that one works in the modern era, or still has something to answer', async () => {
    const one = upstream({ args: REFUSES, maxChildren: 4, share })
    const works = connect(one, STATELESS, 'works')
    const first = pidOf(await exchange(works, modern(0, 'modern')))
    await exchange(works, modern(1, 'server/discover'))
    expect(pidOf(await exchange(connect(one, 'session', 'works'), request(1, 'initialize')))).not.toBe(first)
    expect(works.dead).toBe(false)

    const busy = connect(one, STATELESS, 'busy')
    const slow = begin(busy, modern(0, 'slow'))
    await exchange(busy, modern(1, 'server/discover'))
    const told = await exchange(connect(one, 'session', 'busy'), request(1, 'initialize'))
    expect(told.failure).toBeUndefined()
    await slow.recorder.over
    expect(busy.dead).toBe(false)
  })

  it('has the session at once when the child ended on being tried', async () => {
    // No time passes: however slow the machine, the pause is not over.
    const one = upstream({ args: DIES, share }, {}, { now: () => 0, monotonic: () => 0 })
    const tried = await exchange(connect(one, STATELESS), modern(0, 'server/discover'))
    expect([tried.failure, tried.failedSent]).toEqual(['closed', true])
    await until(() => exits.length === 1)
    expect(pidOf(await exchange(connect(one, 'session'), request(1, 'initialize')))).toBeGreaterThan(0)
    // The modern era has its pause all the same.
    const again = await exchange(connect(one, STATELESS), modern(0, 'server/discover'))
    expect(again.failedSent).toBe(false)
    expect(exits).toHaveLength(1)
  })
})

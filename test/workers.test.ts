/** One gateway, two processes that take its calls. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { applied } from './configuration.ts'
import { ended, type GatewayProcess } from './gateway-process.ts'
import { codeOf, legacyCall, legacyRequest } from './messages.ts'
import { answerJson, type ScriptedUpstream, startUpstream } from './scripted-upstream.ts'
import { until } from './until.ts'
import { type Sender, sender, startWithWorkers, workersOf } from './workers-house.ts'

const MAX = 60
const PAID = { content: [{ type: 'text', text: 'Paid.' }] }
const DONE = { content: [{ type: 'text', text: 'Done.' }] }
const limited = (counter: string, amount?: string) => ({
  limits: [{ counter, max: MAX, window: 'hour', ...(amount && { increment_from: amount }) }],
})
const POLICY = {
  version: '1',
  default: 'allow',
  tools: { counted: limited('calls'), paid: limited('money', 'args.amount') },
}

let upstream: ScriptedUpstream
let gateway: GatewayProcess
let many: Sender
let fresh: Sender

beforeAll(async () => {
  upstream = await startUpstream({ tools: ['counted', 'paid', 'free', 'slow'], sessions: true })
  gateway = await startWithWorkers(2, { upstreams: { up: upstream.url }, policy: POLICY })
  many = sender(gateway, 'up', 12)
  fresh = sender(gateway, 'up', 0)
}, 30_000)
afterAll(async () => {
  many.close()
  await gateway.close()
  await upstream.close()
})

const both = (): readonly number[] => workersOf(gateway)
/** Does something while one process cannot go on. */
async function without<Result>(worker: number | undefined, work: () => Promise<Result>): Promise<Result> {
  if (worker === undefined) throw new Error('There is no such process.')
  process.kill(worker, 'SIGSTOP')
  try {
    return await work()
  } finally {
    process.kill(worker, 'SIGCONT')
  }
}
const log = async (): Promise<string> => await readFile(join(gateway.folder, 'state', 'decisions.jsonl'), 'utf8')

describe('a gateway with two workers', () => {
  it('[workers.any] goes on with a session at a process that did not open it', async () => {
    const [one, other] = both()
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } }
    const opened = await without(one, () => fresh.send(legacyRequest(1, 'initialize', params)))
    expect(opened.status).toBe(200)
    const of = { 'mcp-session-id': opened.session ?? '', 'mcp-protocol-version': '2025-11-25' }
    let answered = false
    // It comes to the one that did not open it, which needs the other.
    const going = await without(other, async () => {
      const going = fresh.send(legacyCall('free'), of).finally(() => {
        answered = true
      })
      await new Promise((resolve) => setTimeout(resolve, 100))
      expect(answered).toBe(false)
      return { going }
    })
    expect((await going.going).result?.isError ?? false).toBe(false)
    expect(upstream.calls('free')).toBe(1)
  })

  it('[workers.exact] admits together exactly what fits', async () => {
    const answers = await Promise.all(
      Array.from({ length: MAX + 30 }, (_, i) => many.send(legacyCall('counted', {}, i + 1))),
    )
    expect(answers.filter((one) => one.status === 200 && codeOf(one) === undefined)).toHaveLength(MAX)
    expect(upstream.calls('counted')).toBe(MAX)
    const allowed = (line: string): boolean => line.includes('"counted"') && line.includes('"allow"')
    await until(async () => (await log()).split('\n').filter(allowed).length === MAX)
  })

  it('puts an edit in force at all of them', async () => {
    await applied(gateway, () => gateway.writePolicy({ ...POLICY, default: 'deny' }))
    for (const worker of both()) {
      const answer = await without(worker, () => fresh.send(legacyCall('free')))
      expect(codeOf(answer)).toBe('policy_denied')
    }
    await applied(gateway, () => gateway.writePolicy(POLICY))
  })

  it('[workers.again] [workers.killed] replaces one that was killed, keeps what it took, and reports what it left', async () => {
    const waiting: (() => void)[] = []
    upstream.script('paid', ({ message }, answer) => waiting.push(() => answerJson(answer, message.id, PAID)))
    const [victim, other] = both()
    const calls = await without(other, async () => {
      const begun = Array.from({ length: 3 }, (_, i) => fresh.send(legacyCall('paid', { amount: 10 }, i + 1)))
      await until(() => waiting.length === 3)
      process.kill(victim ?? 0, 'SIGKILL')
      return begun
    })
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([0, 0, 0])
    upstream.script('paid', ({ message }, answer) => answerJson(answer, message.id, PAID))
    const after = await Promise.all(
      Array.from({ length: 6 }, (_, i) => fresh.send(legacyCall('paid', { amount: 10 }, i + 1))),
    )
    expect(after.filter((one) => codeOf(one) === undefined)).toHaveLength(3)
    await until(async () => (await log()).split('"unknown"').length - 1 === 3)
    await until(() => both().length === 2 && !both().includes(victim ?? 0))
    expect(gateway.errors.join('')).toContain('it was ended by SIGKILL')
  })

  it('[workers.stop] lets calls in flight finish when it stops, and leaves nobody behind', async () => {
    const waiting: (() => void)[] = []
    upstream.script('slow', ({ message }, answer) => {
      waiting.push(() => answerJson(answer, message.id, DONE))
    })
    const workers = both()
    const call = fresh.send(legacyCall('slow'))
    await until(() => waiting.length === 1)
    const stopped = ended(gateway.child)
    await until(() => gateway.errors.join('').includes('Stopping'))
    waiting[0]?.()
    expect((await call).result?.content?.[0]?.text).toBe('Done.')
    await stopped
    expect(gateway.child.exitCode).toBe(0)
    for (const worker of workers) expect(() => process.kill(worker, 0)).toThrow()
  })
})

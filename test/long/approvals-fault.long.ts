/** People, agents and a product that is killed at any step: of holding, approving, consuming and sending. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ControlledProcess, firstAccount, good, logIn, type Person, startControlled } from '../control-process.ts'
import { type Answer, ask, codeOf, modernCall } from '../messages.ts'
import { answerJson, type ScriptedUpstream, startUpstream, TOOL_RESULT } from '../scripted-upstream.ts'
import { until } from '../until.ts'

const params = { organisation: 'local' }
const POLICY = JSON.stringify({
  version: '1',
  default: 'deny',
  tools: {
    held: { action: 'require_approval', approval: { hold: '20s' } },
    brief: { action: 'require_approval', approval: { hold: '1s' } },
  },
})
const KILLS = 7
const AT_ONCE = 6
const GRANTS = 50
const PENDING_EACH = 20

let upstream: ScriptedUpstream
let running: ControlledProcess
let ada: Person
let token: string

beforeAll(async () => {
  // It takes a moment, so that a kill may come between a call's arrival and its answer.
  const slowly = ({ message }: { message: { id?: unknown } }, answer: Parameters<typeof answerJson>[0]): void =>
    void setTimeout(() => answerJson(answer, message.id, TOOL_RESULT), Math.random() * 40)
  upstream = await startUpstream({ tools: ['held', 'brief'], scripts: { held: slowly } })
  running = await startControlled({ allow_destinations: [new URL(upstream.url).host] })
  ada = await firstAccount(running)
  await good(ada.client.call('policies.create', { params, body: { name: 'asking', text: POLICY } }))
  const server = { slug: 'shop', from: { url: upstream.url }, newTools: 'follow' } as const
  await good(ada.client.call('servers.create', { params, body: server }))
  token = await mint('agent')
})
afterAll(async () => {
  await running.close()
  await upstream.close()
})

async function mint(label: string): Promise<string> {
  const servers = { shop: { policy: 'asking' } }
  return (await good(ada.client.call('grants.create', { params, body: { label, servers } }))).token
}

const callAs = (by: string, name: string, args: object): Promise<Answer> =>
  ask({ url: `${running.origin}/mcp/shop`, headers: { authorization: `Bearer ${by}` } }, modernCall(name, args))
const call = (name: string, args: object): Promise<Answer> => callAs(token, name, args)

async function pending(): Promise<readonly { readonly id: string }[]> {
  const query = { mine: 'true', limit: 100 } as const
  return (await good(ada.client.call('approvals.list', { params, query }))).items
}

/** Approves, as often as it takes; whether that was answered. */
async function approve(id: string, tries = 10): Promise<boolean> {
  const one = { ...params, approval: id }
  try {
    const { seen = '' } = await good(ada.client.call('approvals.read', { params: one }))
    await good(ada.client.call('approvals.approve', { params: one, body: { seen } }))
    return true
  } catch {
    // The process is gone, or is asked more often than it likes.
    if (tries === 0) return false
    await new Promise((resolve) => setTimeout(resolve, 300))
    return approve(id, tries - 1)
  }
}

async function killed(): Promise<void> {
  await running.end('SIGKILL')
  running = await running.again()
  ada = await logIn(running)
}

/** How often a call with these arguments arrived. */
function executed(round: number, n: number): number {
  return upstream.received.filter(({ message }) => {
    const args = message.method === 'tools/call' ? message.params?.arguments : undefined
    return args?.['round'] === round && args['n'] === n
  }).length
}

const isDone = ({ result }: Answer): boolean => result?.content?.[0]?.text === 'done'

describe('killed at any moment', () => {
  it('no call is made that nobody approved, none twice, and what was told is so', async () => {
    const tally = { done: 0, unknown: 0, unapproved: 0 }
    for (let round = 0; round < KILLS; round++) {
      // A grant may only ask so often within an hour.
      token = await mint(`agent-${round}`)
      const numbers = Array.from({ length: AT_ONCE }, (_, n) => n)
      const first = numbers.map((n) => call('held', { round, n }).catch((): Answer => ({})))
      await until(async () => (await pending()).length >= AT_ONCE)
      // It ends after some of the answers, at any of the steps that follow them.
      const enough = round % (AT_ONCE + 1)
      let given = 0
      const approving = (await pending()).map(async ({ id }) => {
        const wasAnswered = await approve(id)
        given += Number(wasAnswered)
      })
      await until(() => given >= enough)
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 80))
      await killed()
      const told = await Promise.all(first)
      await Promise.all(approving)
      for (const n of numbers) if (isDone(told[n] ?? {})) expect(executed(round, n)).toBe(1)
      await settleRound(round, numbers, tally)
    }
    console.info(tally)
    expect(tally.done + tally.unknown + tally.unapproved).toBe(KILLS * AT_ONCE)
    expect(tally.done + tally.unknown).toBeGreaterThan(KILLS)
  })

  /** Everybody calls again, two at once: each call is done, unknown, or still waits for a person. */
  async function settleRound(
    round: number,
    numbers: readonly number[],
    tally: { done: number; unknown: number; unapproved: number },
  ): Promise<void> {
    for (const n of numbers) {
      const before = executed(round, n)
      expect(before).toBeLessThanOrEqual(1)
      const twins = [call('held', { round, n }), call('held', { round, n })]
      let isOver = false
      const both = Promise.all(twins).finally(() => {
        isOver = true
      })
      await until(async () => {
        for (const { id } of isOver ? [] : await pending()) await reject(id)
        return isOver
      })
      const codes = (await both).map(codeOf)
      const after = executed(round, n)
      expect([round, n, after <= 1]).toEqual([round, n, true])
      const isUnknown = codes.includes('approval_unknown')
      // Whoever is told that nobody knows is never told so of a call that was made just now.
      if (isUnknown) expect(after).toBe(before)
      tally[isUnknown ? 'unknown' : after === 1 ? 'done' : 'unapproved'] += 1
    }
  }

  async function reject(id: string): Promise<void> {
    const one = { ...params, approval: id }
    const { seen = '' } = await good(ada.client.call('approvals.read', { params: one }))
    await ada.client.call('approvals.reject', { params: one, body: { seen, reason: 'The end of the round.' } })
  }
})

describe('a thousand questions at once', () => {
  it('wait, are listed, and the one that is answered is found by its call', async () => {
    const tokens: string[] = []
    for (let i = 0; i < GRANTS; i++) tokens.push(await mint(`many-${i}`))
    for (const by of tokens) {
      const all = Array.from({ length: PENDING_EACH }, (_, n) => callAs(by, 'brief', { many: n }))
      const codes = (await Promise.all(all)).map(codeOf)
      expect(new Set(codes)).toEqual(new Set(['approval_pending']))
    }
    const [first = ''] = tokens
    expect(codeOf(await callAs(first, 'brief', { many: 'more' }))).toBe('approval_limit')
    const held = callAs(first, 'brief', { many: 7 })
    const page = await pending()
    expect(page.length).toBe(100)
    const told = await held
    expect(codeOf(told)).toBe('approval_pending')
    const { approval } = (told.result?._meta?.['portcullis/decision'] ?? {}) as { approval?: { id: string } }
    expect(await approve(approval?.id ?? '')).toBe(true)
    expect(isDone(await callAs(first, 'brief', { many: 7 }))).toBe(true)
    expect(codeOf(await callAs(tokens[1] ?? '', 'brief', { many: 7 }))).toBe('approval_pending')
    expect(upstream.calls('brief')).toBe(1)
  })
})

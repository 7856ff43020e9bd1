/** A product that is killed at a known step of a call that people approve, and what becomes of the call afterwards. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ControlledProcess, firstAccount, good, logIn, type Person, startControlled } from '../control-process.ts'
import { type Answer, ask, codeOf, modernCall } from '../messages.ts'
import { answerJson, type ScriptedUpstream, startUpstream, TOOL_RESULT } from '../scripted-upstream.ts'
import { openSqliteFile } from '../sqlite-file.ts'
import { until } from '../until.ts'
import { type SlowDoor, slowDoor } from './slow-door.ts'

const params = { organisation: 'local' }
const POLICY = JSON.stringify({
  version: '1',
  default: 'deny',
  tools: {
    free: {},
    held: { action: 'require_approval', approval: { hold: '60s' } },
    brief: { action: 'require_approval', approval: { hold: '1s' } },
  },
})

let upstream: ScriptedUpstream
let door: SlowDoor
let running: ControlledProcess
let ada: Person
let token: string
/** Answers the calls of `held` that wait. */
let reply: (() => void) | undefined

beforeAll(async () => {
  upstream = await startUpstream({ tools: ['free', 'held', 'brief'] })
  door = await slowDoor(upstream.url)
  running = await startControlled({ allow_destinations: [new URL(door.url).host] })
  ada = await firstAccount(running)
  await good(ada.client.call('policies.create', { params, body: { name: 'asking', text: POLICY } }))
  const server = { slug: 'shop', from: { url: door.url }, newTools: 'follow' } as const
  await good(ada.client.call('servers.create', { params, body: server }))
  const body = { label: 'agent', servers: { shop: { policy: 'asking' } } }
  token = (await good(ada.client.call('grants.create', { params, body }))).token
})
afterAll(async () => {
  await running.close()
  door.close()
  await upstream.close()
})

const endpoint = () => ({ url: `${running.origin}/mcp/shop`, headers: { authorization: `Bearer ${token}` } })
const call = (name: string, step: string): Promise<Answer> => ask(endpoint(), modernCall(name, { step }))
/** Of a call whose gateway may end. */
const lost = (told: Promise<Answer>): Promise<Answer> => told.catch((): Answer => ({}))
const isDone = ({ result }: Answer): boolean => result?.content?.[0]?.text === 'done'

/** How often a call of this step arrived. */
const executed = (step: string): number =>
  upstream.received.filter(({ message }) => message.params?.arguments?.['step'] === step).length

/** The question that waits: there is one. */
async function waiting() {
  let found: string | undefined
  await until(async () => {
    const { items } = await good(ada.client.call('approvals.list', { params, query: { state: 'pending' } }))
    found = items[0]?.id
    return found !== undefined
  })
  return { organisation: 'local', approval: found ?? '' }
}

type One = Awaited<ReturnType<typeof waiting>>

const read = (one: One) => good(ada.client.call('approvals.read', { params: one }))

async function approve(one: One): Promise<void> {
  const { seen = '' } = await read(one)
  await good(ada.client.call('approvals.approve', { params: one, body: { seen } }))
}

/** What the database says of a question's calls. */
function usesOf({ approval }: One): readonly string[] {
  const file = openSqliteFile(join(running.folder, 'state', 'control.db'))
  try {
    const all = file.rows<{ approval: string; outcome: string }>('select approval, outcome from approval_uses')
    return all.filter((use) => use.approval === approval).map(({ outcome }) => outcome)
  } finally {
    file.close()
  }
}

async function killed(): Promise<void> {
  await running.end('SIGKILL')
  running = await running.again()
  ada = await logIn(running)
}

/** The server keeps calls of `held` until they are answered by `reply`. */
function keepWaiting(): void {
  upstream.script('held', ({ message }, answer) => {
    reply = () => answerJson(answer, message.id, TOOL_RESULT)
  })
}

/** Nobody knows what became of it: it is not made again before a person looked after it, and then it is asked anew. */
async function isUnknown(one: One, step: string, times: number): Promise<void> {
  for (let turn = 0; turn < 3; turn++) expect(codeOf(await call('held', step))).toBe('approval_unknown')
  expect(await read(one)).toMatchObject({ state: 'consumed', outcome: 'unknown' })
  expect(executed(step)).toBe(times)
  await good(ada.client.call('approvals.acknowledge', { params: one }))
  const again = call('held', step)
  const anew = await waiting()
  expect(anew.approval).not.toBe(one.approval)
  const { seen = '' } = await read(anew)
  await good(ada.client.call('approvals.reject', { params: anew, body: { seen, reason: 'Enough.' } }))
  expect(codeOf(await again)).toBe('approval_rejected')
  expect(executed(step)).toBe(times)
}

describe('killed', () => {
  it('while the call is held: the question stands, and the call is made once when it is approved and comes again', async () => {
    const first = lost(call('brief', 'held'))
    const one = await waiting()
    await killed()
    expect(isDone(await first)).toBe(false)
    expect([(await read(one)).state, executed('held')]).toEqual(['pending', 0])
    await approve(one)
    expect(isDone(await call('brief', 'held'))).toBe(true)
    expect(codeOf(await call('brief', 'held'))).toBe('approval_pending')
    expect(executed('held')).toBe(1)
    const { seen = '', ...left } = await read(await waiting())
    const reject = { params: { ...params, approval: left.id }, body: { seen, reason: 'Enough.' } }
    await good(ada.client.call('approvals.reject', reject))
  })

  it('when it is approved, and nobody took the answer yet: the next call takes it, once of two', async () => {
    expect(codeOf(await call('brief', 'approved'))).toBe('approval_pending')
    const one = await waiting()
    await approve(one)
    expect(usesOf(one)).toEqual([])
    await killed()
    expect([(await read(one)).state, executed('approved')]).toEqual(['approved', 0])
    const twins = await Promise.all([call('brief', 'approved'), call('brief', 'approved')])
    expect(twins.filter(isDone)).toHaveLength(1)
    expect(executed('approved')).toBe(1)
    const { items } = await good(ada.client.call('approvals.list', { params, query: { state: 'pending' } }))
    for (const { id } of items) {
      const { seen = '' } = await read({ ...params, approval: id })
      await good(
        ada.client.call('approvals.reject', { params: { ...params, approval: id }, body: { seen, reason: 'Enough.' } }),
      )
    }
  })

  it('when the answer is taken, and no byte could be sent: nobody knows, and nothing is made', async () => {
    expect(isDone(await call('free', 'known'))).toBe(true)
    const first = lost(call('held', 'taken'))
    const one = await waiting()
    await door.shut()
    await approve(one)
    await until(() => usesOf(one).includes('running'))
    expect(executed('taken')).toBe(0)
    await killed()
    door.open()
    await first
    await isUnknown(one, 'taken', 0)
  })

  it('when the call is sent, and not answered: nobody knows, and it is not made again', async () => {
    keepWaiting()
    const first = lost(call('held', 'sent'))
    const one = await waiting()
    await approve(one)
    await until(() => executed('sent') === 1)
    await killed()
    await first
    await isUnknown(one, 'sent', 1)
  })

  it('when it is answered, and its client had left: the next call is handed the answer, and the one after asks anew', async () => {
    keepWaiting()
    const leaving = new AbortController()
    const { url, headers } = endpoint()
    const { body, headers: own } = modernCall('held', { step: 'answered' })
    const request = { method: 'POST', headers: { ...own, ...headers }, body, signal: leaving.signal }
    const left = fetch(url, request).catch(() => undefined)
    const one = await waiting()
    await approve(one)
    await until(() => executed('answered') === 1)
    leaving.abort()
    await left
    // The end of the connection is known before the answers to these.
    for (let turn = 0; turn < 2; turn++) await call('free', 'between')
    reply?.()
    await until(async () => (await read(one)).undelivered)
    await killed()
    expect(await read(one)).toMatchObject({ state: 'consumed', outcome: 'executed', undelivered: true })
    expect(isDone(await call('held', 'answered'))).toBe(true)
    expect((await read(one)).undelivered).toBe(false)
    const again = lost(call('held', 'answered'))
    expect((await waiting()).approval).not.toBe(one.approval)
    expect(executed('answered')).toBe(1)
    await running.end()
    await again
  })
})

/** Budgets that people look at and set, in the product as a process: exactly, at once, and past a kill. */
import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ControlledProcess, firstAccount, good, logIn, type Person, startControlled } from './control-process.ts'
import { PORTCULLIS } from './gateway-process.ts'
import { ask, codeOf, modernCall } from './messages.ts'
import { type ScriptedUpstream, startUpstream } from './scripted-upstream.ts'

const params = { organisation: 'local' }
const LIMITED = JSON.stringify({
  version: '1',
  default: 'allow',
  tools: {
    pay: { limits: [{ counter: 'spend', window: 'month', max: 100, increment_from: 'args.amount' }] },
    look: { limits: [{ counter: 'looks', window: 'month', max: 2, by: ['args.id'] }] },
    roll: { limits: [{ counter: 'rolls', window: '24h', kind: 'rolling', max: 3 }] },
  },
})

let upstream: ScriptedUpstream
let running: ControlledProcess
let ada: Person
let token: string
let grant: string

beforeAll(async () => {
  upstream = await startUpstream({ tools: ['pay', 'look', 'roll'] })
  // Records that nobody waits for stay in memory for long.
  running = await startControlled({ allow_destinations: [new URL(upstream.url).host], log: { flush: '1s' } })
  ada = await firstAccount(running)
  await good(ada.client.call('policies.create', { params, body: { name: 'limited', text: LIMITED } }))
  const server = { slug: 'shop', from: { url: upstream.url }, newTools: 'follow' as const }
  await good(ada.client.call('servers.create', { params, body: server }))
  const body = { label: 'agent', servers: { shop: { policy: 'limited' } } }
  const made = await good(ada.client.call('grants.create', { params, body }))
  token = made.token
  grant = made.grant.id
})
afterAll(async () => {
  await running.close()
  await upstream.close()
})

async function call(name: string, args: object): Promise<string | undefined> {
  const endpoint = { url: `${running.origin}/mcp/shop`, headers: { authorization: `Bearer ${token}` } }
  return codeOf(await ask(endpoint, modernCall(name, args)))
}

async function budget(counter: string) {
  const { items } = await good(ada.client.call('counters.list', { params, query: { grant } }))
  return items.find((one) => one.counter === counter)
}

interface Wished {
  readonly set?: string
  readonly release?: string
}

const adjust = (counter: string, wished: Wished, window = 'month') =>
  good(
    ada.client.call('counters.adjust', {
      params,
      body: { grant, server: 'shop', document: 'limited', counter, window, reason: 'A refund.', ...wished },
    }),
  )

describe('[counters.adjust] budgets', () => {
  it('are told as they stand, and hold as they are set from the next call on', async () => {
    expect(await call('pay', { amount: 99.5 })).toBeUndefined()
    expect(await call('pay', { amount: 1 })).toBe('limit_exceeded')
    expect(await budget('spend')).toMatchObject({ used: '99.5', limits: [{ max: '100' }] })
    expect(await adjust('spend', { release: '0.5' })).toMatchObject({ before: { used: '99.5' }, after: { used: '99' } })
    expect(await call('pay', { amount: 1 })).toBeUndefined()
    expect(await call('pay', { amount: 0.000001 })).toBe('limit_exceeded')
    await adjust('spend', { set: '0' })
    expect(await call('pay', { amount: 100 })).toBeUndefined()
    expect(await call('pay', { amount: 0.000001 })).toBe('limit_exceeded')
  })

  it('by value are begun anew as a whole, and no value is told', async () => {
    for (const id of ['ann', 'ann', 'ben']) expect(await call('look', { id })).toBeUndefined()
    expect(await call('look', { id: 'ann' })).toBe('limit_exceeded')
    const before = await budget('looks')
    expect(before).toMatchObject({ used: '3', values: 2 })
    expect(JSON.stringify(before)).not.toContain('ann')
    await adjust('looks', { set: '0' })
    expect(await call('look', { id: 'ann' })).toBeUndefined()
  })

  it('are set on the command line, and stand in the change log', async () => {
    for (let turn = 0; turn < 3; turn++) await call('roll', {})
    expect(await call('roll', {})).toBe('limit_exceeded')
    const wish = ['--grant', 'agent', '--server', 'shop', '--counter', 'rolls', '--to', '2', '--reason', 'One more.']
    expect(await portcullis('counters', 'set', ...wish)).toBe('rolls: 3 was used, 2 is now.\n')
    expect(await call('roll', {})).toBeUndefined()
    expect(await call('roll', {})).toBe('limit_exceeded')
    expect(await portcullis('counters', '--grant', 'agent')).toMatch(
      /agent +shop +limited +rolls +86400s, rolling +3 +3 /,
    )
    const { items } = await good(ada.client.call('audit.changes.list', { params, query: { action: 'counter.adjust' } }))
    expect(items[0]).toMatchObject({
      action: 'counter.adjust',
      object: { kind: 'grant', id: grant },
      detail: { counter: 'rolls', before: '3', after: '2', reason: 'One more.' },
    })
  })

  it('survive a kill as they were answered', async () => {
    await adjust('spend', { set: '42.000001' })
    await adjust('rolls', { set: '1' }, '86400s')
    await running.end('SIGKILL')
    running = await running.again()
    ada = await logIn(running)
    expect(await budget('spend')).toMatchObject({ used: '42.000001' })
    expect(await budget('rolls')).toMatchObject({ used: '1' })
    expect(await call('pay', { amount: 57.999999 })).toBeUndefined()
    expect(await call('pay', { amount: 0.000001 })).toBe('limit_exceeded')
  })

  it('have a record of each payment that was made, though the gateway is killed as it is answered', async () => {
    await adjust('spend', { set: '0' })
    for (let kill = 0; kill < 2; kill++) {
      expect(await call('pay', { amount: 1 })).toBeUndefined()
      await running.end('SIGKILL')
      running = await running.again()
    }
    // What was not written yet is unknown to the next start, which says so.
    await expect.poll(async () => (await paymentsKnown()).size).toBe(upstream.calls('pay'))
  })
})

/** Ids of payments that the log knows of: by their decision, or as unknown. */
async function paymentsKnown(): Promise<ReadonlySet<string>> {
  const names = await readdir(running.folder, { recursive: true })
  const logs = names.filter((name) => name.endsWith('.jsonl'))
  const texts = await Promise.all(logs.map((name) => readFile(join(running.folder, name), 'utf8')))
  const lines = texts.flatMap((text) => text.split('\n')).filter((line) => line !== '')
  const known = lines
    .map((line) => JSON.parse(line))
    .filter(({ effect, tool, outcome }) => (effect === 'allow' && tool === 'pay') || outcome === 'unknown')
  return new Set(known.map(({ id }) => id))
}

async function portcullis(...words: readonly string[]): Promise<string> {
  const command = [PORTCULLIS, ...words, '-c', join(running.folder, 'portcullis.yaml')]
  const { stdout } = await promisify(execFile)(process.execPath, command, { env: { ...process.env, NODE_OPTIONS: '' } })
  return stdout
}

/** Answers of people at several gateways: bound to the tool's definition, whichever gateway has heard it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createMemoryApprovals, type MemoryApprovals } from '../packages/server/src/store/memory/approvals.ts'
import { ask, codeOf, modernCall } from './messages.ts'
import { answerJson, type Script, type ScriptedUpstream, startUpstream } from './scripted-upstream.ts'
import { type House, type OneGateway, prepareHouse } from './two-gateways.ts'

const TOOLS = ['pay', 'free']
const POLICY = {
  version: '1',
  default: 'deny',
  tools: { pay: { action: 'require_approval', approval: { hold: '1s' } }, free: {} },
}

const lists: Script = ({ message: { id } }, answer) => {
  const tools = TOOLS.map((name) => ({ name, description: name, inputSchema: { type: 'object' } }))
  answerJson(answer, id, { resultType: 'complete', tools, ttlMs: 0, cacheScope: 'private' })
}
const silent: Script = (_, answer) => void answer.writeHead(500).end()

let upstream: ScriptedUpstream
let approvals: MemoryApprovals
let house: House

beforeAll(async () => {
  upstream = await startUpstream()
  approvals = createMemoryApprovals(() => Date.now())
  house = await prepareHouse({ servers: { up: { url: upstream.url } }, policy: POLICY, approvals })
})
afterAll(async () => {
  await house?.close()
  await upstream?.close()
})
beforeEach(() => upstream.script('tools/list', lists))

const pay = (at: OneGateway, turn: string) => ask(at.at('up'), modernCall('pay', { turn }))

/** Asked at one, and approved; nobody has to be asked again. */
async function approved(at: OneGateway, turn: string): Promise<string> {
  expect(codeOf(await pay(at, turn))).toBe('approval_pending')
  const id = approvals.pending()[0]?.id ?? ''
  expect(approvals.approve(id, 'ana')).toBe(true)
  return id
}

describe('an answer of people', () => {
  it('[gateways.bound] serves, once, at a gateway that has not heard the server’s tools', async () => {
    await approved(await house.open('a'), 'one')
    const fresh = await house.open('b')
    const told = await Promise.all([1, 2, 3].map(() => pay(fresh, 'one')))
    expect(told.map(codeOf).sort()).toEqual(['approval_running', 'approval_running', undefined])
    expect(upstream.calls('pay')).toBe(1)
    expect(approvals.pending()).toEqual([])
  })

  it('[gateways.bound] is left alone by one that cannot hear them, and calls what nobody is asked about', async () => {
    const knowing = await house.open('c')
    const id = await approved(knowing, 'two')
    upstream.script('tools/list', silent)
    const deaf = await house.open('d')
    const told = await pay(deaf, 'two')
    expect(codeOf(told)).toBe('upstream_unreachable')
    expect(told.result?.content?.[0]?.text).toContain('nobody was asked')
    expect(codeOf(await ask(deaf.at('up'), modernCall('free')))).toBeUndefined()
    expect(approvals.pending()).toEqual([])
    expect(await approvals.read(id)).toMatchObject({ state: 'approved' })
    const before = upstream.calls('pay')
    expect(codeOf(await pay(knowing, 'two'))).toBeUndefined()
    expect(upstream.calls('pay')).toBe(before + 1)
  })
})

/** The control plane killed in the middle of changes, again and again: nothing that was answered is lost, nothing is half made. */
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Sandbox, startSandbox } from '@portcullis/sandbox'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { changeHash, NO_HASH } from '../../packages/server/src/control/change/chain.ts'
import { openSql } from '../../packages/server/src/store/sql/open.ts'
import { type ControlledProcess, firstAccount, good, personWith, startControlled } from '../control-process.ts'
import { messageOf, modernCall, post } from '../messages.ts'

const ROUNDS = 12
const AT_ONCE = 8
const params = { organisation: 'local' }
const ALLOWING = JSON.stringify({ version: '1', default: 'deny', tools: { get_profiles: {} } })

let sandbox: Sandbox
let running: ControlledProcess
let key: string

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0 })
  running = await startControlled({ allow_destinations: [new URL(sandbox.url).host] })
  const ada = await firstAccount(running)
  await good(ada.client.call('policies.create', { params, body: { name: 'readers', text: ALLOWING } }))
  await good(
    ada.client.call('servers.create', { params, body: { slug: 'shop', from: { url: sandbox.url }, probe: false } }),
  )
  key = (await good(ada.client.call('keys.create', { params, body: { name: 'machine', role: 'admin' } }))).key
})
afterAll(async () => {
  await running.close()
  await sandbox.close()
})

/** Makes grants until it is cut off; those whose token was answered. */
async function makeGrants(round: number, lane: number, stopped: () => boolean): Promise<ReadonlyMap<string, string>> {
  const made = new Map<string, string>()
  const { client } = personWith(running.admin, { authorization: `Bearer ${key}` })
  for (let turn = 0; !stopped(); turn++) {
    const label = `${round}-${lane}-${turn}`
    const told = await client.call('grants.create', {
      params,
      body: { label, servers: { shop: { policy: 'readers' } } },
    })
    if (told.ok) made.set(label, told.body.token)
    else if (told.problem.code === 'too_many') await wait(200)
    else if (told.problem.code !== 'unanswered') throw new Error(JSON.stringify(told.problem))
  }
  return made
}

it('a kill at any moment leaves a chain that is whole, and every grant whole or not at all', async () => {
  const answered = new Map<string, string>()
  for (let round = 0; round < ROUNDS; round++) {
    let stopped = false
    const lanes = Array.from({ length: AT_ONCE }, (_, lane) => makeGrants(round, lane, () => stopped))
    await wait(300 + Math.random() * 1500)
    await running.end('SIGKILL')
    stopped = true
    for (const made of await Promise.all(lanes)) for (const [label, token] of made) answered.set(label, token)
    await inspect(answered)
    running = await running.again()
  }
  expect(answered.size).toBeGreaterThan(ROUNDS)
  const some = [...answered.values()].filter((_, i) => i % Math.ceil(answered.size / 20) === 0)
  for (const token of some) {
    const endpoint = { url: `${running.origin}/mcp/shop`, headers: { authorization: `Bearer ${token}` } }
    const { result } = await messageOf(await post(endpoint, modernCall('get_profiles', { page_size: 1 })))
    expect(result?.isError ?? false).toBe(false)
  }
  console.info(`${answered.size} grants were answered before ${ROUNDS} kills, and all of them are there.`)
})

/** The database of a killed process. */
async function inspect(answered: ReadonlyMap<string, string>): Promise<void> {
  const opened = await openSql({ kind: 'sqlite', path: join(running.folder, 'state', 'control.db') })
  if (opened.outcome === 'refused') throw new Error(opened.problem)
  const { db } = opened
  const chain = await db.selectFrom('changes').selectAll().where('organisation', '=', 'local').orderBy('seq').execute()
  chain.forEach((record, i) => {
    if (
      record.seq !== i + 1 ||
      record.previous !== (chain[i - 1]?.hash ?? NO_HASH) ||
      record.hash !== changeHash(record)
    )
      throw new Error(`The chain is broken at ${i + 1}.`)
  })
  const grants = await db.selectFrom('grants').select(['id', 'label']).execute()
  const tokens = await db.selectFrom('grant_tokens').select('grant_id').execute()
  const recorded = chain.filter(({ action }) => action === 'grant.create')
  expect(new Set(tokens.map(({ grant_id }) => grant_id)).size).toBe(grants.length)
  expect(recorded.length).toBe(grants.length)
  const labels = new Set(grants.map(({ label }) => label))
  expect([...answered.keys()].filter((label) => !labels.has(label))).toEqual([])
  await opened.close()
}

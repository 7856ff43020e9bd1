/** Several processes before one upstream: exact under a storm, with kills, hangs and stops among it. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { startControlled } from '../control-process.ts'
import { codeOf, legacyCall } from '../messages.ts'
import { type ScriptedUpstream, startUpstream } from '../scripted-upstream.ts'
import { until } from '../until.ts'
import { sender, startWithWorkers, workersOf } from '../workers-house.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const MAX = 2000
const POLICY = {
  version: '1',
  default: 'allow',
  tools: { paid: { limits: [{ counter: 'money', max: MAX, window: 'day', increment_from: 'args.amount' }] } },
}

async function house(workers: number, wish: Parameters<typeof startUpstream>[0] = {}) {
  const upstream = await startUpstream({ tools: ['paid', 'free'], ...wish })
  closing.push(() => upstream.close())
  const settings = { limits: { refusals_per_second: 100_000 } }
  const gateway = await startWithWorkers(workers, { upstreams: { up: upstream.url }, policy: POLICY, settings })
  closing.push(() => gateway.close())
  return { upstream, gateway }
}

/** Calls with an amount of one, so many over so many connections; answers how many were allowed and answered. */
async function storm(gateway: Awaited<ReturnType<typeof house>>['gateway'], calls: number, connections: number) {
  const one = sender(gateway, 'up', connections)
  let next = 0
  let allowed = 0
  const lane = async (): Promise<void> => {
    while (next < calls) {
      next += 1
      const came = await one.send(legacyCall('paid', { amount: 1 }, next))
      if (came.status === 200 && codeOf(came) === undefined) allowed += 1
    }
  }
  await Promise.all(Array.from({ length: connections }, lane))
  one.close()
  return allowed
}

const paid = (upstream: ScriptedUpstream): number => upstream.calls('paid')

describe('processes that share a gateway', () => {
  it('admit exactly what fits, whichever of them is asked', async () => {
    const { upstream, gateway } = await house(4)
    expect(await storm(gateway, 3 * MAX, 48)).toBe(MAX)
    expect(paid(upstream)).toBe(MAX)
  })

  it('never admit more, however often one of them is killed', async () => {
    const { upstream, gateway } = await house(3)
    let isOver = false
    const killing = (async () => {
      let kills = 0
      while (!isOver) {
        await new Promise((resolve) => setTimeout(resolve, 1500))
        const [victim] = workersOf(gateway)
        if (isOver || victim === undefined) continue
        process.kill(victim, 'SIGKILL')
        kills += 1
      }
      return kills
    })()
    // A short storm at a time, so that kills fall between and into them.
    for (let turn = 0; turn < 60 && paid(upstream) < MAX - 200; turn += 1) await storm(gateway, 400, 24)
    isOver = true
    const kills = await killing
    await storm(gateway, MAX, 24)
    expect(kills).toBeGreaterThan(0)
    expect(paid(upstream)).toBeLessThanOrEqual(MAX)
    expect(paid(upstream)).toBeGreaterThan(MAX - 24 * (kills + 1) * 2)
    const log = await readFile(join(gateway.folder, 'state', 'decisions.jsonl'), 'utf8')
    // Whatever the upstream saw was recorded, or reported as a call without a known end.
    const lines = log.split('\n')
    const told = lines.filter((line) => line.includes('"allow"') && line.includes('"paid"')).length
    expect(told).toBeLessThanOrEqual(MAX)
  })

  it('are replaced when one of them hangs, and the others go on', async () => {
    const { gateway } = await house(2)
    const [stuck] = workersOf(gateway)
    process.kill(stuck ?? 0, 'SIGSTOP')
    const fresh = sender(gateway, 'up', 0)
    expect((await fresh.send(legacyCall('free'))).status).toBe(200)
    await until(() => gateway.errors.join('').includes('it hung, and was killed'))
    await until(() => workersOf(gateway).length === 2 && !workersOf(gateway).includes(stuck ?? 0))
    expect((await fresh.send(legacyCall('free'))).status).toBe(200)
  })

  it('have one control plane, which says how all of them do', async () => {
    const gateway = await startControlled({ workers: 2 })
    closing.push(() => gateway.close())
    await until(async () => (await (await fetch(`${gateway.admin}/metrics`)).text()).includes('portcullis_workers 2'))
    const ready = await fetch(`${gateway.admin}/readyz`)
    expect([ready.status, (await fetch(`${gateway.origin}/readyz`)).status]).toEqual([200, 200])
  })
})

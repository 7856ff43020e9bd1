/** A storm in which the gateway is killed and started again; and what its counters must know afterwards. */
import { expect } from 'vitest'
import { readLog } from '../decision-log.ts'
import { ended, type GatewayProcess, restartGateway, startGateway } from '../gateway-process.ts'
import { startUpstream } from '../scripted-upstream.ts'
import { type Job, storm } from './storm.ts'

const CONNECTIONS = 64
/** Decisions within one flush of the log, generously. */
const LOST_AT_MOST = 500

interface KilledStorm {
  /** What the limit lets through. */
  readonly max: number
  readonly kills: number
}

/** Between kills a part of the limit is used; afterwards more is asked for than is left. */
export async function killedStorm({ max, kills }: KilledStorm): Promise<void> {
  const upstream = await startUpstream()
  let gateway: GatewayProcess = await startGateway({
    upstreams: { up: upstream.url },
    policy: {
      version: '1',
      default: 'deny',
      tools: { capped: { limits: [{ counter: 'capped', window: 'day', max, scope: 'grant' }] } },
    },
    settings: { limits: { refusals_per_second: 100_000 } },
  })
  let acknowledged = 0
  try {
    const part = Math.floor((max * 0.7) / kills)
    for (let kill = 0; kill < kills; kill += 1) {
      acknowledged += await killAfter(gateway, part)
      // Whatever a client was told of arrived, and is counted.
      expect(upstream.callCount).toBeGreaterThanOrEqual(acknowledged)
      gateway = await restartGateway(gateway)
    }
    const before = upstream.callCount
    const told = await storm({ url: gateway.urlFor('up'), jobs: jobsFor(gateway, max), connections: CONNECTIONS })
    const admitted = told.filter(({ fate }) => fate === 'done').length
    expect(told.filter(({ fate }) => fate !== 'done' && fate !== 'limit_exceeded')).toEqual([])
    expect(upstream.callCount).toBe(before + admitted)

    // What was left after the kills says what had been used: no less than what arrived.
    const used = max - admitted
    expect(used).toBeGreaterThanOrEqual(before)
    expect(used).toBeGreaterThanOrEqual(acknowledged)
    expect(upstream.callCount).toBeLessThanOrEqual(max)
    // And no more than what was under way when it was killed.
    expect(used - acknowledged).toBeLessThanOrEqual(kills * CONNECTIONS)
    await expectLog(gateway, acknowledged + admitted - kills * LOST_AT_MOST)
  } finally {
    await ended(gateway.child)
    await gateway.close()
    await upstream.close()
  }
}

const jobsFor = ({ token }: GatewayProcess, count: number): readonly Job[] =>
  Array.from({ length: count }, (_, i) => ({
    ...{ tool: 'capped', token, args: {} },
    era: i % 2 === 0 ? 'modern' : 'legacy',
  }))

/** Kills the gateway when so many calls were answered; resolves with how many were, in the end. */
async function killAfter(gateway: GatewayProcess, count: number): Promise<number> {
  let done = 0
  let killed: Promise<void> | undefined
  await storm({
    url: gateway.urlFor('up'),
    jobs: jobsFor(gateway, count * 2),
    connections: CONNECTIONS,
    onTold({ fate }) {
      if (fate === 'done') done += 1
      if (done === count) killed ??= ended(gateway.child, 'SIGKILL')
    },
  })
  await killed
  return done
}

/** Everything that was answered is in the log, but for what a kill can lose: the records of one flush. */
async function expectLog(gateway: GatewayProcess, atLeast: number): Promise<void> {
  const lines = await readLog(gateway)
  const allowed = lines.filter(({ type, effect }) => type === 'decision' && effect === 'allow')
  expect(new Set(allowed.map(({ id }) => id)).size).toBe(allowed.length)
  expect(allowed.length).toBeGreaterThanOrEqual(atLeast)
}

/** Both readers of HTTP: a million connections with strange bytes, and what tests hold with the fast lane, without it. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { compareLanes } from '../../packages/server/src/gateway/transport/fast-lane/differential.contract.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

it.each(Array.from({ length: 20 }, (_, i) => 1000 + i))(
  '50,000 connections of the seed %i are read alike',
  async (seed) => {
    const { taken, handedOver, differing } = await compareLanes(50_000, seed)
    expect(differing).toEqual([])
    expect(Math.min(taken, handedOver)).toBeGreaterThan(10_000)
  },
)

/** Whatever goes over HTTP: clients, streams, sessions, faults, reloads, storms. */
const OVER_HTTP = [
  ...[
    'answering',
    'attacks/protocol',
    'attacks/agent',
    'bounds',
    'bridge',
    'clients',
    'continued-calls',
    'conversations',
  ],
  ...['counting', 'exactness', 'failed-tokens', 'kill-switch', 'limits', 'open-streams', 'reload', 'resource-metadata'],
  ...[
    'server-messages',
    'storm',
    'tls',
    'together',
    'together-life',
    'translation',
    'upstream-faults',
    'upstream-life',
  ],
]

it('everything over HTTP holds with the fast lane off', { timeout: 900_000 }, () => {
  const files = OVER_HTTP.map((name) => `test/${name}.test.ts`)
  const { status, stdout } = spawnSync('npx', ['vitest', 'run', '--project', 'product', ...files], {
    cwd: ROOT,
    env: { ...process.env, TEST_FAST_LANE: 'off' },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  expect([status, status === 0 ? '' : stdout.slice(-20_000)]).toEqual([0, ''])
})

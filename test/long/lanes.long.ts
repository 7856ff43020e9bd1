/** Both readers of HTTP, and ours of answers, with strange bytes; and what tests hold with the fast lane, without it. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { compareLanes } from '../../packages/server/src/gateway/transport/fast-lane/differential.contract.ts'
import { compareReaders } from '../../packages/server/src/gateway/upstream/own-client/differential.contract.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** Of 50,000 connections, and as many answers, each: 2 are a hundred thousand, 20 a million. */
const SEEDS = Array.from({ length: Number(process.env['STRANGE_SEEDS'] ?? 2) }, (_, i) => 1000 + i)

it.each(SEEDS)('50,000 connections of the seed %i are read alike', async (seed) => {
  const { taken, handedOver, differing } = await compareLanes(50_000, seed)
  expect(differing).toEqual([])
  expect(Math.min(taken, handedOver)).toBeGreaterThan(10_000)
})

it.each(SEEDS)('50,000 answers of the seed %i are read alike, or refused', async (seed) => {
  const { alike, refused, differing } = await compareReaders(50_000, seed)
  expect(differing).toEqual([])
  expect(alike).toBeGreaterThan(10_000)
  expect(refused).toBeGreaterThan(1000)
})

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

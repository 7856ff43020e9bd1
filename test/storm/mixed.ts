/** A storm of calls of every kind, from two grants, in both eras; and everything that must hold after it. */
import { expect } from 'vitest'
import { configure, newGrant } from '../configuration.ts'
import { type LogLine, readLog } from '../decision-log.ts'
import { type GatewayProcess, startGateway } from '../gateway-process.ts'
import { type ScriptedUpstream, startUpstream } from '../scripted-upstream.ts'
import { until } from '../until.ts'
import { type Job, shuffled, storm, type Told, tally } from './storm.ts'

/** Tools of the storm; a fifth of the calls goes to the first two, which are limited. */
const TOOLS = [
  'capped',
  'double',
  'free',
  'free',
  'denied',
  'guarded',
  'guarded',
  'hidden',
  'absent',
  'unlisted',
] as const
const CONNECTIONS = 64

const limit = (counter: string, max: number) => ({ counter, window: 'day', max, scope: 'grant' })

interface Limits {
  readonly capped: number
  readonly double: number
  /** Shared by both. */
  readonly total: number
}

const policyOf = ({ capped, double, total }: Limits) => ({
  version: '1',
  default: 'deny',
  hide: ['hidden'],
  tools: {
    free: {},
    denied: { action: 'deny' },
    guarded: { deny_if: [{ conditions: [{ path: 'args.n', op: 'gte', value: 500 }], on_deny: 'Too many.' }] },
    capped: { limits: [limit('capped', capped), limit('total', total)] },
    double: { limits: [limit('double', double), limit('total', total)] },
  },
})

/** Runs a storm of so many calls and says what it cost, milliseconds. */
export async function mixedStorm(calls: number): Promise<number> {
  // Each grant asks for a twentieth of the calls of each limited tool: more than either limit, and than their total.
  const share = calls / 20
  const limits = { capped: share * 0.8, double: share * 0.5, total: Math.round(share * 1.1) }
  const upstream = await startUpstream({
    tools: ['free', 'denied', 'guarded', 'capped', 'double', 'hidden', 'unlisted'],
  })
  const gateway = await startGateway({
    upstreams: { up: upstream.url },
    policy: policyOf(limits),
    settings: { limits: { refusals_per_second: 100_000 } },
  })
  try {
    const other = newGrant('other', { up: 'policy' })
    await configure(gateway, ({ grants }) => void grants.push(other.grant))
    const jobs = shuffled(
      Array.from({ length: calls }, (_, i) => jobOf(i, [gateway.token, other.token])),
      calls,
    )
    const started = performance.now()
    const told = await storm({ url: gateway.urlFor('up'), jobs, connections: CONNECTIONS })
    const took = performance.now() - started
    expect(told).toHaveLength(calls)
    expectFates(told, upstream, limits)
    await expectLog(gateway, told)
    return took
  } finally {
    await gateway.close()
    await upstream.close()
  }
}

const jobOf = (i: number, tokens: readonly [string, string]): Job => ({
  tool: TOOLS[i % TOOLS.length] ?? 'free',
  era: Math.floor(i / 20) % 2 === 0 ? 'modern' : 'legacy',
  token: tokens[Math.floor(i / 10) % 2 === 0 ? 0 : 1],
  args: { n: (i * 7919) % 1000 },
})

/** Every call has the fate that the policy gives it, and no other call arrived than those that were let through. */
function expectFates(told: readonly Told[], upstream: ScriptedUpstream, { capped, double, total }: Limits): void {
  const of = (tool: string) => told.filter(({ job }) => job.tool === tool)
  const counts = tally(told)
  expect(counts['free']).toEqual({ done: of('free').length })
  expect(counts['denied']).toEqual({ policy_denied: of('denied').length })
  expect(counts['unlisted']).toEqual({ policy_denied: of('unlisted').length })
  expect(counts['hidden']).toEqual({ '-32602': of('hidden').length })
  expect(counts['absent']).toEqual({ '-32602': of('absent').length })
  for (const { job, fate } of of('guarded')) {
    const { n } = job.args as { readonly n: number }
    expect(fate).toBe(n >= 500 ? 'policy_denied' : 'done')
  }

  for (const token of new Set(told.map(({ job }) => job.token))) {
    const mine = tally(told.filter(({ job }) => job.token === token))
    const [ofCapped = {}, ofDouble = {}] = [mine['capped'], mine['double']]
    const admitted = (ofCapped['done'] ?? 0) + (ofDouble['done'] ?? 0)
    expect(Object.keys({ ...ofCapped, ...ofDouble }).toSorted()).toEqual(['done', 'limit_exceeded'])
    expect(ofCapped['done']).toBeLessThanOrEqual(capped)
    expect(ofDouble['done']).toBeLessThanOrEqual(double)
    // Had a refused call kept one of its two claims, less than the total would have been let through.
    expect(admitted).toBe(total)
  }

  for (const tool of new Set(TOOLS)) expect([tool, upstream.calls(tool)]).toEqual([tool, counts[tool]?.['done'] ?? 0])
  expect(upstream.callCount).toBe(told.filter(({ fate }) => fate === 'done').length)
}

const decisionsIn = (lines: readonly LogLine[]): readonly LogLine[] =>
  lines.filter(({ type, method }) => type === 'decision' && method === 'tools/call')
const sum = (lines: readonly LogLine[]): number => lines.reduce((all, { count = 1 }) => all + count, 0)

/** One decision for each call, and one outcome for each that was let through. */
async function expectLog(gateway: GatewayProcess, told: readonly Told[]): Promise<void> {
  await until(async () => sum(decisionsIn(await readLog(gateway))) >= told.length)
  const lines = await readLog(gateway)
  const decisions = decisionsIn(lines)
  expect(sum(decisions)).toBe(told.length)
  const allowed = decisions.filter(({ effect }) => effect === 'allow')
  const outcomes = lines.filter(({ type }) => type === 'outcome')
  expect(allowed.every(({ count }) => count === 1)).toBe(true)
  expect(new Set(allowed.map(({ id }) => id)).size).toBe(allowed.length)
  expect(outcomes.map(({ id }) => id).toSorted()).toEqual(allowed.map(({ id }) => id).toSorted())
  expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['ok']))

  const counts = tally(told)
  for (const [tool, fates] of Object.entries(counts)) {
    const ofTool = decisions.filter((line) => line.tool === tool)
    expect(sum(ofTool.filter(({ effect }) => effect === 'allow'))).toBe(fates['done'] ?? 0)
    for (const code of ['policy_denied', 'limit_exceeded']) {
      expect(sum(ofTool.filter((line) => line.code === code))).toBe(fates[code] ?? 0)
    }
    expect(sum(ofTool.filter(({ code }) => code === 'tool_unknown'))).toBe(fates['-32602'] ?? 0)
  }
  expect(lines.filter(({ type }) => type === 'gap')).toEqual([])
}

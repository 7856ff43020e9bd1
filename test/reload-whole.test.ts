/** Edits while calls go on: every request sees one version of the configuration, from its beginning to its end. */
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { configure } from './configuration.ts'
import { readLog } from './decision-log.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import {
  type Answer,
  ask,
  codeOf,
  type Endpoint,
  legacyCall,
  messageOf,
  modernCall,
  modernRequest,
  post,
} from './messages.ts'
import { answerJson, type ScriptedUpstream, startUpstream, TOOL_RESULT } from './scripted-upstream.ts'
import { until } from './until.ts'

/** A version of the configuration: it goes to one server, allows one tool, denies another. */
interface Version {
  readonly upstream: ScriptedUpstream
  readonly allowed: string
  readonly denied: string
}

const policyOf = ({ allowed, denied }: Version) => ({
  version: '1',
  default: 'deny',
  hide: [`only_${denied}`],
  tools: {
    [allowed]: { limits: [{ counter: 'calls', window: 'day', max: 1_000_000, scope: 'grant' }] },
    [denied]: { action: 'deny', reason: `Not ${denied}.` },
    held: {},
  },
})
const EDITS = 8

let versions: readonly [Version, Version]
let gateway: GatewayProcess
let to: Endpoint

beforeAll(async () => {
  // Each lists what the other's policy hides.
  const [first, second] = [await startUpstream({ tools: ['only_x'] }), await startUpstream({ tools: ['only_y'] })]
  versions = [
    { upstream: first, allowed: 'x', denied: 'y' },
    { upstream: second, allowed: 'y', denied: 'x' },
  ]
  gateway = await startGateway({
    upstreams: { up: first.url },
    policy: policyOf(versions[0]),
    settings: { limits: { refusals_per_second: 100_000 } },
  })
  to = { url: gateway.urlFor('up'), headers: gateway.headers }
})
afterAll(async () => {
  await gateway.close()
  await Promise.all(versions.map(({ upstream }) => upstream.close()))
})

/** Puts a version in force. */
const adopt = (version: Version): Promise<void> =>
  configure(gateway, (file) => {
    file.servers['up'] = { url: version.upstream.url }
    file.policies['policy'] = policyOf(version)
  })

interface Told {
  readonly tool: string
  readonly answer: Answer
}

/** Calls both tools in turn, in both eras, until it is told to stop; some calls are long. */
async function keepCalling(index: number, going: () => boolean): Promise<Told[]> {
  const told: Told[] = []
  for (let i = index; going(); i += 1) {
    const tool = i % 2 === 0 ? 'x' : 'y'
    const call = i % 4 < 2 ? modernCall : legacyCall
    told.push({ tool, answer: await ask(to, call(tool, { n: 'x'.repeat((i % 7) * 1000) })) })
  }
  return told
}

/** Lists until it is told to stop. */
async function keepListing(going: () => boolean): Promise<string[]> {
  const seen: string[] = []
  while (going()) {
    const { result, error } = await messageOf(await post(to, modernRequest(1, 'tools/list')))
    seen.push(result?.tools?.map(({ name }) => name).join() ?? String(error?.code))
  }
  return seen
}

it('[reload.whole] no request sees a mixture of two versions', async () => {
  let going = true
  const callers = Array.from({ length: 8 }, (_, i) => keepCalling(i, () => going))
  const listing = keepListing(() => going)
  for (let i = 1; i <= EDITS; i += 1) {
    await adopt(versions[i % 2 === 0 ? 0 : 1])
    await wait(50)
  }
  going = false
  const told = (await Promise.all(callers)).flat()

  // A tool that one version denies never reaches that version's server.
  for (const { upstream, denied, allowed } of versions) {
    expect(upstream.calls(denied)).toBe(0)
    expect(upstream.calls(allowed)).toBeGreaterThan(50)
  }
  const outcomes = new Set<string>()
  for (const { tool, answer } of told) {
    const code = codeOf(answer) ?? answer.error?.message ?? 'done'
    outcomes.add(code)
    if (code === 'policy_denied') expect(answer.result?.content?.[0]?.text).toBe(`[POLICY DENIED] Not ${tool}.`)
  }
  // What was under way to a server when its address changed is cut, as is everything that is open there.
  for (const cut of ['upstream_closed', 'upstream_unreachable']) outcomes.delete(cut)
  expect([...outcomes].toSorted()).toEqual(['done', 'policy_denied'])
  // Of each server's list, its own version hides nothing; a list can be cut as well.
  const listed = new Set(await listing)
  listed.delete('-32603')
  expect([...listed].toSorted()).toEqual(['only_x', 'only_y'])

  // Each record names one version, and each version decided about each tool in one way.
  await wait(100)
  const ways = new Map<string, Set<string | undefined>>()
  for (const { tool, policyVersion, effect } of await readLog(gateway)) {
    if (tool === 'x' || tool === 'y') {
      const key = `${policyVersion} ${tool}`
      ways.set(key, (ways.get(key) ?? new Set()).add(effect))
    }
  }
  expect(ways.size).toBeGreaterThanOrEqual(4)
  for (const effects of ways.values()) expect(effects.size).toBe(1)
})

it('[reload.whole] a call that was under way before an edit ends as it began', async () => {
  // Of all the edits the last one put this version in force.
  const [{ upstream }] = versions
  let release = (): void => undefined
  upstream.script('held', ({ message }, answer) => {
    release = () => answerJson(answer, message.id, TOOL_RESULT)
  })
  const answer = ask(to, modernCall('held'))
  await until(() => upstream.calls('held') === 1)
  await configure(gateway, (file) => {
    file.policies['policy'] = { version: '1', default: 'deny', tools: { held: { action: 'deny' } } }
  })
  expect(codeOf(await ask(to, modernCall('held')))).toBe('policy_denied')
  release()
  expect(codeOf(await answer)).toBe(undefined)
  expect(upstream.calls('held')).toBe(1)
})

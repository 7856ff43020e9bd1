/** What an operator sees of a gateway that runs: health, readiness, metrics; and who else may see it. */
import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { digestToken } from '../../packages/server/src/crypto/token.ts'
import { METRICS } from '../../packages/server/src/telemetry/metrics.ts'
import { modernCall } from '../messages.ts'
import { requestBytes, sendRaw } from '../raw-http.ts'
import { until } from '../until.ts'
import { expressionFault, metricsIn } from './expressions.ts'
import { type Operated, page, readScrape, startOperated } from './operated.ts'
import { headOf, logOf, OTHER, parent, TRACE, within } from './placed.ts'

const TOKEN = 'a-token-of-the-scraper-long-enough-to-be-one'
const SCRAPER = { authorization: `Bearer ${TOKEN}` }
const PROXIED = { 'x-forwarded-for': '203.0.113.9' }

let house: Operated
beforeAll(async () => {
  const counted = { tools: { buy: { limits: [{ counter: 'bought', window: 'hour', max: 1 }] }, wait: {} } }
  house = await startOperated({ operations: { watchers: { token_sha256: digestToken(TOKEN) } }, policy: counted })
})
afterAll(() => house.close())

const scrape = async (): Promise<ReadonlyMap<string, number>> =>
  readScrape((await page(`${house.process.admin}/metrics`, SCRAPER)).text)

/** Series without the number that `le` and the like bring. */
const names = (series: ReadonlyMap<string, number>): ReadonlySet<string> =>
  new Set([...series.keys()].map((key) => key.replace(/\{.*$/, '').replace(/_(?:bucket|sum|count)$/, '')))

describe('[operations.metrics] a scrape', () => {
  it('counts what was decided, how it ended, and how long it took', async () => {
    expect(await (await house.post(modernCall('buy'))).text()).toContain('done')
    expect(await (await house.post(modernCall('buy'))).text()).toContain('limit')
    await (await house.post(modernCall('sell'))).text()
    await fetch(`${house.process.origin}/mcp/shop`, { method: 'POST', headers: modernCall('buy').headers, body: '{}' })
    const found = await scrape()
    const of = (kind: string, effect: string, code: string) =>
      found.get(
        `portcullis_decisions_total{organisation="local",server="shop",kind="${kind}",effect="${effect}",code="${code}"}`,
      )
    expect(of('call', 'allow', '')).toBe(1)
    expect(of('call', 'deny', 'limit_exceeded')).toBe(1)
    expect(of('call', 'deny', 'policy_denied')).toBe(1)
    expect(found.get('portcullis_outcomes_total{organisation="local",server="shop",outcome="ok"}')).toBe(1)
    expect(found.get('portcullis_unidentified_total{code="unauthenticated"}')).toBe(1)
    expect(found.get('portcullis_counters_seconds_count')).toBe(2)
    expect(found.get('portcullis_upstream_seconds_count{organisation="local",server="shop"}')).toBe(1)
    expect(found.get('portcullis_upstream_seconds_bucket{organisation="local",server="shop",le="+Inf"}')).toBe(1)
    expect(found.get('portcullis_ready')).toBe(1)
  })

  it('shows every metric that the reference has, and no other', async () => {
    const found = names(await scrape())
    expect([...found].filter((name) => !METRICS.some((metric) => metric.name === name))).toEqual([])
    // There is no store that gateways share here, nor any worker, and the fast lane may be off.
    const always = METRICS.map(({ name }) => name).filter(
      (name) => !/^portcullis_(?:store_|fast_lane_|worker)/.test(name),
    )
    expect(always.filter((name) => !found.has(name))).toEqual([])
  })

  it('has everything that the dashboard and the alert rules read', async () => {
    const known = new Set(METRICS.map(({ name }) => name))
    const expressions = [...dashboardExpressions(), ...alertExpressions()]
    expect(expressions.length).toBeGreaterThan(40)
    expect(expressions.flatMap((text) => expressionFault(text) ?? [])).toEqual([])
    const read = new Set(expressions.flatMap(metricsIn))
    expect([...read].filter((name) => name !== 'up' && !known.has(name))).toEqual([])
  })
})

describe('[operations.watchers] whoever may not watch', () => {
  it('is told nothing but whether it is ready', async () => {
    const { admin, origin } = house.process
    expect(await page(`${admin}/metrics`, PROXIED)).toMatchObject({ status: 403 })
    expect(await page(`${admin}/metrics`, { ...PROXIED, authorization: 'Bearer wrong' })).toMatchObject({ status: 403 })
    expect(await page(`${admin}/readyz`, PROXIED)).toEqual({ status: 200, text: 'ok\n' })
    expect(await page(`${origin}/readyz`, SCRAPER)).toEqual({ status: 200, text: 'ok\n' })
    expect(await page(`${origin}/metrics`, SCRAPER)).toMatchObject({ status: 404 })
  })

  it('may with the token, through a proxy too', async () => {
    expect(await page(`${house.process.admin}/metrics`, { ...PROXIED, ...SCRAPER })).toMatchObject({ status: 200 })
  })

  it('is answered by probes under any name, and metrics under their own alone', async () => {
    const { admin, origin } = house.process
    const ask = (at: string, target: string) =>
      sendRaw(at, requestBytes({ method: 'GET', target, headers: [['host', 'evil.example']], length: 'none' }))
    for (const at of [admin, origin])
      for (const target of ['/healthz', '/readyz'])
        expect(await ask(at, target)).toMatchObject({ status: 200, body: 'ok\n' })
    expect(await ask(admin, '/metrics')).toMatchObject({ status: 421 })
  })
})

describe('[operations.readiness] an edit that is refused', () => {
  it('is seen, and calls go on', async () => {
    const path = join(house.process.folder, 'portcullis.yaml')
    const before = readFileSync(path, 'utf8')
    await writeFile(path, `${before}\nnonsense: 1\n`)
    const seen = async () => JSON.parse((await page(`${house.process.admin}/readyz`)).text)
    const told = async () => (await seen()).checks.find(({ name }: { name: string }) => name === 'configuration')
    await until(async () => (await scrape()).get('portcullis_reload_refused') === 1)
    // What was seen holds for a moment, whoever asks.
    await until(async () => (await told()).state === 'notice')
    expect(await told()).toMatchObject({ problem: expect.stringContaining('portcullis check') })
    expect(await seen()).toMatchObject({ ready: true })
    await writeFile(path, before)
    await until(async () => (await scrape()).get('portcullis_reload_refused') === 0)
  })
})

it('[operations.request-id] every answer names its decision, as the log does', async () => {
  const answer = await house.post(modernCall('sell'))
  const id = answer.headers.get('x-request-id')
  await answer.text()
  await until(() => logOf(house).includes(`"id":"${id}"`))
})

describe('[operations.traces-unseen] where nobody collects traces', () => {
  it('the message goes on as it came, and its trace stands in the log', async () => {
    const posting = within(parent(TRACE), 'wait')
    await (await house.post(posting)).text()
    expect(house.upstream.received.at(-1)?.body.toString()).toBe(posting.body)
    await until(() => logOf(house).includes(`"trace":"${TRACE}"`))
  })

  it('what the head says goes on in the head', async () => {
    const posting = modernCall('wait')
    await (await house.post(posting, { traceparent: parent(OTHER), tracestate: 'x=y' })).text()
    expect(headOf(house)).toMatchObject({ traceparent: parent(OTHER), tracestate: 'x=y' })
    expect(house.upstream.received.at(-1)?.body.toString()).toBe(posting.body)
    await until(() => logOf(house).includes(`"trace":"${OTHER}"`))
  })

  it.each([
    ['too short', '00-1-2-01'],
    ['of no trace', parent('0'.repeat(32))],
    ['of no version', parent(OTHER).replace('00-', 'ff-')],
    ['longer than its version allows', `${parent(OTHER)}-more`],
  ])('what is %s is as if it were not there', async (_name, traceparent) => {
    const answer = await house.post(modernCall('wait'), { traceparent })
    expect(await answer.text()).toContain('done')
    expect(headOf(house)).not.toHaveProperty('traceparent')
  })
})

const DEPLOY = fileURLToPath(new URL('../../deploy/', import.meta.url))

function dashboardExpressions(): readonly string[] {
  const { panels } = JSON.parse(readFileSync(join(DEPLOY, 'grafana/portcullis.json'), 'utf8')) as {
    panels: readonly { targets: readonly { expr: string }[] }[]
  }
  return panels.flatMap(({ targets }) => targets.map(({ expr }) => expr))
}

function alertExpressions(): readonly string[] {
  const { groups } = parse(readFileSync(join(DEPLOY, 'prometheus/alerts.yaml'), 'utf8')) as {
    groups: readonly { rules: readonly { alert: string; expr: string; labels: object; annotations: object }[] }[]
  }
  const rules = groups.flatMap((group) => group.rules)
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
  for (const { labels, annotations } of rules) {
    expect(labels).toHaveProperty('severity')
    expect(annotations).toHaveProperty('description')
  }
  return rules.map(({ expr }) => expr)
}

/** Every page of the dashboard over a server, a policy and calls whose every word is hostile, at a desk and on a phone. */
import { type BrowserServer, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { CHROMIUM } from '../browser/chromium.ts'
import { Dashboard, NO_BROWSER } from '../browser/dashboard.contract.ts'
import { allPages, fillHostile, hostileWords, walk } from '../browser/dashboard-hostile.contract.ts'
import { type ControlledProcess, firstAccount, startControlled } from '../control-process.ts'
import { answerJson, type Script, type ScriptedUpstream, startUpstream } from '../scripted-upstream.ts'

const TOOLS = ['create_event', 'create_list', 'get_profiles', `${'W'.repeat(120)}`].map((name) => ({
  name,
  title: hostileWords(300),
  description: hostileWords(10_000),
  inputSchema: {
    type: 'object',
    properties: { [hostileWords(200)]: { type: 'string', title: hostileWords(200), description: hostileWords(2000) } },
  },
}))

/** It speaks both eras. */
const DISCOVERED: Script = ({ message: { id } }, answer) =>
  answerJson(answer, id, {
    resultType: 'complete',
    supportedVersions: ['2026-07-28'],
    capabilities: { tools: {} },
    serverInfo: { name: hostileWords(60), version: '1' },
    ttlMs: 0,
    cacheScope: 'private',
  })

describe.skipIf(NO_BROWSER)('an installation of hostile words', () => {
  let upstream: ScriptedUpstream
  let running: ControlledProcess
  let server: BrowserServer
  let dashboard: Dashboard

  beforeAll(async () => {
    upstream = await startUpstream({ tools: TOOLS, sessions: true, scripts: { 'server/discover': DISCOVERED } })
    running = await startControlled({ allow_destinations: [new URL(upstream.url).host] })
    server = await chromium.launchServer({ executablePath: CHROMIUM ?? '' })
    const { headers } = await firstAccount(running)
    const installed = {
      ...{ admin: running.admin, origin: running.origin, upstream: upstream.url },
      ...{ headers, browser: server.wsEndpoint() },
    }
    dashboard = await Dashboard.over(installed, 'hostile')
  })
  afterAll(async () => {
    await dashboard.close()
    await server.close()
    await running.close()
    await upstream.close()
  })

  it('runs nothing, hides nothing, and is no wider than the screen', async () => {
    const hostile = await fillHostile(dashboard)
    const watched = await dashboard.page('/')
    await walk(watched, allPages(hostile))
    await watched.close()
    await hostile.end()
  })
})

/** The chapter “From zero to the first approval”, followed in a browser over an installation that has just been made. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ended, PORTCULLIS } from '../gateway-process.ts'
import { tracked } from '../spawned.ts'
import { until } from '../until.ts'
import { CHROMIUM, openPage, startBrowser, type Watched } from './chromium.ts'
import { followByClicking } from './clicked-guide.ts'

describe.skipIf(CHROMIUM === undefined)('the first two minutes', () => {
  let home: string
  let child: ChildProcess
  let printed = ''
  let browser: Browser
  let watched: Watched

  /** Whoever looks for a free port may lose it to another test: then it is made again. */
  async function start(tries = 3): Promise<void> {
    home = await mkdtemp(join(tmpdir(), 'portcullis-first-'))
    printed = ''
    const begun = tracked(
      spawn(process.execPath, [PORTCULLIS, 'start', '--home', home], {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, NODE_OPTIONS: '' },
      }),
    )
    child = begun
    for (const stream of [begun.stdout, begun.stderr])
      stream.setEncoding('utf8').on('data', (piece: string) => {
        printed += piece
      })
    await until(() => begun.exitCode !== null || /#pcs_\S+\n/.test(printed))
    if (begun.exitCode === null) return
    await rm(home, { recursive: true, force: true })
    if (tries === 1 || !printed.includes('cannot listen')) throw new Error(printed)
    await start(tries - 1)
  }

  beforeAll(async () => {
    ;[browser] = await Promise.all([startBrowser(), start()])
    watched = await openPage(browser, { viewport: { width: 1360, height: 900 } })
    watched.context.setDefaultTimeout(20_000)
  })
  afterAll(async () => {
    await browser.close()
    await ended(child)
    await rm(home, { recursive: true, force: true })
  })

  it('[dashboard.onboarding] lead from the set-up link to a refused call, and to one that a person let pass', async () => {
    const { page } = watched
    const [link = ''] = /http\S+\/set-up#\S+/.exec(printed) ?? []
    const gateway = /listens on (\S+)/.exec(printed)?.[1] ?? ''
    await page.goto(link)
    let token = ''
    const shownToken = async (): Promise<string> => {
      if (token === '') token = (await page.locator('code', { hasText: /^pc_/ }).textContent()) ?? ''
      return token
    }
    const done = await followByClicking('39-from-zero-to-the-first-approval', { page, gateway, token: shownToken })
    expect(done).toBeGreaterThan(20)
    expect(watched.troubles).toEqual([])
  })
})

/** What strangers may try against the dashboard: words, and frames. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { THOROUGH } from '../thorough.ts'
import { Dashboard, NO_BROWSER, PHONE } from './dashboard.contract.ts'
import { fillHostile, fullestPages, walk } from './dashboard-hostile.contract.ts'

describe.skipIf(NO_BROWSER)('strangers', () => {
  let dashboard: Dashboard

  beforeAll(async () => {
    dashboard = await Dashboard.open('hostile')
  })
  afterAll(() => dashboard.close())

  it('[dashboard.frames] put no page of ours into a frame', async () => {
    const { admin } = dashboard.installed
    const paths = [
      '/',
      '/approvals/apr_x',
      '/log-in',
      '/account',
      '/set-up',
      '/invitation',
      '/nowhere',
      '/api/v1',
      '/api/v1/entrance',
    ]
    for (const path of paths) {
      const { headers } = await fetch(`${admin}${path}`)
      expect([path, headers.get('x-frame-options')]).toEqual([path, 'DENY'])
      expect([path, headers.get('content-security-policy')]).toEqual([
        path,
        expect.stringContaining("frame-ancestors 'none'"),
      ])
    }
  })

  // Whether words stay words is seen on these pages where there is time for browsers.
  if (!THOROUGH) return

  it('[dashboard.inert] write words that stay words, on the pages that show most of them, on a narrow screen', async () => {
    const hostile = await fillHostile(dashboard)
    const watched = await dashboard.page('/', { viewport: PHONE })
    await walk(watched, fullestPages(hostile), [PHONE])
    await watched.close()
    await hostile.end()
  })
})

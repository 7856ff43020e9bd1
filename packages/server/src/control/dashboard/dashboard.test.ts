import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../api/app.ts'
import type { Route } from '../api/route.ts'
import { RAW_ROUTES } from '../routes/raw.ts'
import { openTestControl, type TestControl } from '../test-control.contract.ts'

const FOLDER = new URL('../../../dist/dashboard/', import.meta.url)

/** Requests above what strangers may ask for at once: a page loads dozens of files. */
const MANY = 150

// The build makes it; `npm test` builds first.
describe.skipIf(!existsSync(FOLDER))('the dashboard’s files', () => {
  let test: TestControl
  let ask: (path: string, coding?: string) => Promise<Response>

  beforeAll(async () => {
    test = await openTestControl()
    const app = createApp({
      control: test.control,
      routes: [] as readonly Route[],
      raw: RAW_ROUTES,
      authenticate: async () => undefined,
      serverOf: async () => undefined,
      onError(error) {
        throw error
      },
    })
    ask = (path, coding = '') =>
      app(new Request(`http://127.0.0.1${path}`, { headers: { 'accept-encoding': coding } }), { address: '127.0.0.1' })
  })
  afterAll(() => test.close())

  it('[dashboard.served] are its page at its own addresses, which nobody keeps, frames or adds to', async () => {
    for (const path of ['/', '/servers', '/policies/pol_1/history', '/approvals/apr_1']) {
      const page = await ask(path)
      expect([path, page.status, page.headers.get('cache-control')]).toEqual([path, 200, 'no-store'])
      expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
      expect(page.headers.get('content-security-policy')).not.toContain('unsafe')
      expect(page.headers.get('x-frame-options')).toBe('DENY')
      const text = await page.text()
      expect(text).toContain('<div id="root">')
      expect(text).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\son\w+=/)
    }
    for (const path of ['/no-such-page', '/servers/a/b/c/d', '/assets/', '/assets/../index.html', '/assets/x.js'])
      expect([path, (await ask(path)).status]).toEqual([path, 404])
  })

  it('[dashboard.served] are kept for ever, and come as small as the browser takes them', async () => {
    const names = readdirSync(new URL('assets/', FOLDER))
    const name = names.find((one) => /^index-.*\.js$/.test(one)) ?? ''
    const plain = readFileSync(new URL(`assets/${name}`, FOLDER))
    const bytes = async (response: Response) => Buffer.from(await response.arrayBuffer())
    const unpacked = {
      'gzip, deflate, br': ['br', brotliDecompressSync],
      'br;q=0, gzip': ['gzip', gunzipSync],
      identity: [null, (packed: Buffer) => packed],
    } as const
    for (const [accepted, [coding, unpack]] of Object.entries(unpacked)) {
      const file = await ask(`/assets/${name}`, accepted)
      if (coding === 'br' && !names.includes(`${name}.br`)) continue
      expect([accepted, file.headers.get('content-encoding')]).toEqual([accepted, coding])
      expect(file.headers.get('cache-control')).toContain('immutable')
      expect(file.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
      expect(file.headers.get('vary')).toBe('accept-encoding')
      expect(unpack(await bytes(file)).equals(plain)).toBe(true)
    }
    for (let turn = 0; turn < MANY; turn++) expect((await ask(`/assets/${name}`, 'br')).status).toBe(200)
  })
})

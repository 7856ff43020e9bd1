import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mutate } from '../change/mutate.ts'
import { ROUTES } from '../routes/index.ts'
import { openTestControl, type TestControl } from '../test-control.contract.ts'
import { createApp } from './app.ts'
import { openAddresses, type RawRoute } from './raw.ts'
import type { Route } from './route.ts'

let test: TestControl
beforeEach(async () => {
  test = await openTestControl()
})
afterEach(() => test.close())

const RAW: readonly RawRoute[] = [
  {
    methods: ['POST'],
    path: '/oauth/token',
    openToPages: true,
    maxBody: 10,
    run: async ({ request, address }) => new Response(`${address} ${await request.text()}`),
  },
  { methods: ['GET'], path: '/consent/{id}', run: ({ params }) => new Response(params['id'] ?? '') },
]

const appOf = () => {
  const answer = createApp({
    control: test.control,
    routes: ROUTES as readonly Route[],
    raw: RAW,
    authenticate: async () => undefined,
    serverOf: async () => undefined,
    onError: () => undefined,
  })
  return (path: string, init: RequestInit = {}) =>
    answer(new Request(`http://127.0.0.1:4101${path}`, init), { address: '192.0.2.1' })
}

describe('everything that is answered', () => {
  it('tells browsers to keep it to itself', async () => {
    const ask = appOf()
    for (const path of ['/api/v1', '/api/v1/openapi.json', '/api/v1/organisations/acme', '/nowhere', '/consent/x']) {
      const { headers } = await ask(path)
      expect(headers.get('x-content-type-options'), path).toBe('nosniff')
      expect(headers.get('content-security-policy'), path).toMatch(/^default-src 'none'.*frame-ancestors 'none'/)
      expect(headers.get('cross-origin-resource-policy'), path).toBe('same-origin')
      expect(headers.get('cache-control'), path).toMatch(/no-store|no-cache/)
    }
    expect((await ask('/nowhere')).status).toBe(404)
  })

  it('holds a page to read, without scripts or anything from elsewhere', async () => {
    const page = await (await appOf()('/api/v1')).text()
    for (const { path } of ROUTES) expect(page).toContain(`/api/v1${path}`)
    expect(page).not.toMatch(/<script|src=|href="https?:|url\(/)
    const style = /<style>([^<]*)<\/style>/.exec(page)?.[1] ?? ''
    const policy = (await appOf()('/api/v1')).headers.get('content-security-policy')
    expect(policy).toContain(`'sha256-${createHash('sha256').update(style).digest('base64')}'`)
    expect(await (await appOf()('/api/v1/problems')).text()).toContain('id="invalid"')
  })
})

describe('an address beside the API', () => {
  it('gets its request within bounds', async () => {
    const ask = appOf()
    expect(await (await ask('/consent/a%2Fb')).text()).toBe('a/b')
    expect(await (await ask('/oauth/token', { method: 'POST', body: 'x=1' })).text()).toBe('192.0.2.1 x=1')
    expect((await ask('/oauth/token', { method: 'POST', body: 'x'.repeat(11) })).status).toBe(413)
  })

  it('is open to pages of other origins only where it says so', async () => {
    const ask = appOf()
    const open = openAddresses(RAW)
    expect(open('POST', '/oauth/token')).toBe(true)
    expect(open('OPTIONS', '/oauth/token')).toBe(true)
    expect(open('GET', '/oauth/token')).toBe(false)
    expect(open('GET', '/consent/x')).toBe(false)
    expect(open('POST', '/api/v1/organisations')).toBe(false)
    const preflight = await ask('/oauth/token', { method: 'OPTIONS' })
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
    expect((await ask('/consent/x')).headers.get('access-control-allow-origin')).toBeNull()
  })
})

describe('a stream of changes', () => {
  const change = (id: string, organisation = 'acme') =>
    mutate(
      test.context({ organisation }),
      { action: 'thing.change', object: { kind: 'thing', id } },
      async () => undefined,
    )

  async function watch(headers: Readonly<Record<string, string>> = {}) {
    const abort = new AbortController()
    const response = await test.fetch(
      new Request('http://127.0.0.1:4101/api/v1/organisations/acme/events', {
        headers: { ...test.enter(test.actor('viewer')), ...headers },
        signal: abort.signal,
      }),
    )
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const reader = response.body!.getReader()
    const decoder = new TextDecoder()
    let text = ''
    return {
      async until(end: string) {
        while (!text.includes(end)) {
          const { done, value } = await reader.read()
          if (done) throw new Error(`The stream ended with ${text}`)
          text += decoder.decode(value)
        }
        return text
      },
      end: () => abort.abort(),
    }
  }

  it('tells what is changed from now on, of this organisation, and is resumed where it ended', async () => {
    await change('before')
    const live = await watch()
    await live.until('id: 1\n')
    await change('one')
    await change('elsewhere', 'globex')
    await change('two')
    const text = await live.until('"two"')
    live.end()
    expect(text).not.toContain('before')
    expect(text).not.toContain('elsewhere')
    const [, event] = /id: 2\nevent: change\ndata: (\{.*\})\n/.exec(text) ?? []
    expect(JSON.parse(event ?? '')).toMatchObject({
      seq: 2,
      action: 'thing.change',
      object: { kind: 'thing', id: 'one' },
    })
    const resumed = await watch({ 'last-event-id': '2' })
    const later = await resumed.until('"two"')
    resumed.end()
    expect(later).not.toContain('"one"')
  })

  it('ends when its reader may not read any more', async () => {
    const live = await watch()
    await live.until('id: 0\n')
    test.leave(test.actor('viewer'))
    await change('secret')
    await expect(live.until('secret')).rejects.toThrow(/ended/)
  })

  it('is one of twenty that somebody may have at once', async () => {
    const live = await Promise.all(Array.from({ length: 20 }, () => watch()))
    const request = () =>
      new Request('http://127.0.0.1:4101/api/v1/organisations/acme/events', {
        headers: test.enter(test.actor('viewer')),
      })
    expect((await test.fetch(request())).status).toBe(429)
    test.control.events.close()
    for (const one of live) await expect(one.until('never')).rejects.toThrow(/ended/)
    const after = await test.fetch(request())
    expect(after.status).toBe(200)
    await after.body?.cancel()
  })

  it('ends when the control plane does', async () => {
    const live = await watch()
    test.control.events.close()
    await expect(live.until('never')).rejects.toThrow(/ended/)
  })
})

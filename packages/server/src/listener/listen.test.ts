import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Listener, listen } from './listen.ts'

let listener: Listener
const failures: unknown[] = []
beforeAll(async () => {
  listener = await listen({
    host: '127.0.0.1',
    port: 0,
    rules: (port) => ({
      hosts: new Set([`127.0.0.1:${port}`]),
      openToPages: (method, path) => method === 'POST' && path === '/open',
      methods: ['PATCH'],
    }),
    addressOf: ({ socket }) => socket.remoteAddress,
    answer(asked, { address }) {
      if (new URL(asked.url).pathname === '/fail') throw new Error('a secret of ours')
      return new Response(`${asked.method} from ${address}`)
    },
    onError: (error) => failures.push(error),
    words: { 400: 'no address', 403: 'no stranger', 405: 'no method', 413: 'too large', 421: 'no host', 500: 'failed' },
  })
})
afterAll(() => listener.close(100))

/** Sends exactly this: what `fetch` would mend or refuse. */
function send(method: string, path: string, headers: Record<string, string> = {}): Promise<[number, string]> {
  return new Promise((resolve, reject) => {
    const sent = request({ port: listener.port, host: '127.0.0.1', method, path, headers }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (piece: string) => {
        text += piece
      })
      response.on('end', () => resolve([response.statusCode ?? 0, text.trim()]))
    })
    sent.on('error', reject)
    sent.end()
  })
}

describe('a listener', () => {
  it('answers its own hosts, origins and methods', async () => {
    expect(await send('PATCH', '/x')).toEqual([200, 'PATCH from 127.0.0.1'])
    expect(await send('GET', '/x', { origin: `http://127.0.0.1:${listener.port}` })).toEqual([
      200,
      'GET from 127.0.0.1',
    ])
    expect(await send('PUT', '/x')).toEqual([405, 'no method'])
    expect(await send('GET', '/x', { host: 'evil.example' })).toEqual([421, 'no host'])
    expect(await send('POST', '/x', { origin: 'https://evil.example' })).toEqual([403, 'no stranger'])
    expect(await send('POST', '/x', { 'sec-fetch-site': 'cross-site' })).toEqual([403, 'no stranger'])
    expect(await send('POST', '/x', { 'sec-fetch-site': 'same-site' })).toEqual([403, 'no stranger'])
  })

  it('is open to pages where it says so, and only there', async () => {
    const origin = 'https://app.example'
    expect(await send('POST', '/open?x=1', { origin })).toEqual([200, 'POST from 127.0.0.1'])
    expect(await send('GET', '/open', { origin })).toEqual([403, 'no stranger'])
    expect(await send('POST', '/open/x', { origin })).toEqual([403, 'no stranger'])
  })

  it('refuses targets that are no paths, and bodies that are announced too large', async () => {
    expect(await send('GET', '//evil.example/x')).toEqual([400, 'no address'])
    expect(await send('GET', '/\\evil.example')).toEqual([400, 'no address'])
    expect(await send('GET', 'http://evil.example/x')).toEqual([400, 'no address'])
    expect((await send('GET', '/x', { 'content-length': '9999999' }).catch(() => [413, 'too large']))[0]).toBe(413)
  })

  it('tells nobody why it failed', async () => {
    expect(await send('GET', '/fail')).toEqual([500, 'failed'])
    expect(failures).toHaveLength(1)
  })
})

import { afterEach, describe, expect, it } from 'vitest'
import { type PageAnswer, readPage, registryAddress } from './registry.ts'
import { peer } from './scripted.contract.ts'

const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

type Script = Parameters<typeof peer>[0]

/** A registry that answers the n-th request by the n-th script, the last one for all after it. */
async function registry(...scripts: readonly Script[]): Promise<{ readonly url: URL; readonly asked: string[] }> {
  const asked: string[] = []
  const server = await peer((request, response, body) => {
    asked.push(request.url ?? '')
    scripts[Math.min(asked.length, scripts.length) - 1]?.(request, response, body)
  })
  closing.push(server.close)
  const url = registryAddress(server.url)
  if (url === undefined) throw new Error('no address')
  return { url, asked }
}

const page: Script = (_request, response) => void response.end('{"servers":[],"metadata":{}}')
const status =
  (code: number, headers = {}): Script =>
  (_request, response) =>
    void response.writeHead(code, headers).end('busy')

function read(url: URL, more = {}): Promise<PageAnswer> {
  return readPage({ registry: url, signal: new AbortController().signal, firstPause: 5, ...more })
}

describe('a page', () => {
  it('is asked for with its cursor, and once', async () => {
    const { url, asked } = await registry(page)
    expect(await read(url, { cursor: 'a b&c', updatedSince: '2026-01-01T00:00:00Z' })).toMatchObject({ ok: true })
    expect(asked).toEqual(['/v0.1/servers?limit=100&cursor=a+b%26c&updated_since=2026-01-01T00%3A00%3A00Z'])
  })

  it('is asked for again after 429, 5xx and a cut connection, and waits as long as it is told to', async () => {
    const cut: Script = (request) => void request.socket.destroy()
    const { url, asked } = await registry(status(429, { 'retry-after': '0' }), status(503), cut, page)
    const pauses: number[] = []
    const onPause = (_why: string, milliseconds: number) => pauses.push(milliseconds)
    expect(await read(url, { onPause })).toMatchObject({ ok: true })
    expect(asked.length).toBe(4)
    expect(pauses).toEqual([0, 10, 20])
  })

  it('is given up after some attempts, and at once where nothing will change', async () => {
    const busy = await registry(status(500))
    expect(await read(busy.url)).toMatchObject({ ok: false, status: 500 })
    expect(busy.asked.length).toBe(6)
    const wrong = await registry(status(422))
    expect(await read(wrong.url)).toMatchObject({ ok: false, status: 422 })
    expect(wrong.asked.length).toBe(1)
  })

  it('is refused when it is no page, too large, or elsewhere', async () => {
    const flood: Script = (_request, response) => void response.end(`{"servers":["${'x'.repeat(9 * 1024 * 1024)}"]}`)
    const elsewhere = await registry(page)
    const away = status(302, { location: elsewhere.url.href })
    for (const script of [(_q, response) => void response.end('<html>'), flood, away] as Script[]) {
      const { url } = await registry(script)
      expect(await read(url)).toMatchObject({ ok: false })
    }
    expect(elsewhere.asked).toEqual([])
    const { url, asked } = await registry(status(302, { location: '/other?limit=100' }), page)
    expect(await read(url)).toMatchObject({ ok: true })
    expect(asked[1]).toBe('/other?limit=100')
  })
})

describe('the address of a registry', () => {
  it.each([
    ['https://registry.example.com', 'https://registry.example.com/v0.1/servers'],
    ['https://registry.example.com/api/v0/servers?x=1', 'https://registry.example.com/api/v0.1/servers'],
    ['http://127.0.0.1:4102/approved/', 'http://127.0.0.1:4102/approved/v0.1/servers'],
    ['http://registry.example.com', undefined],
    ['file:///etc', undefined],
    ['registry', undefined],
  ])('%s', (text, address) => {
    expect(registryAddress(text)?.href).toBe(address)
  })
})

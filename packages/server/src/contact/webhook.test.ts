import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { form, House, send } from './desk-house.contract.ts'

interface Post {
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** A real HTTP server that answers with the statuses given, then with 204. */
async function receiver(...statuses: readonly number[]): Promise<{ readonly url: string; readonly posts: Post[] }> {
  const posts: Post[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => {
      posts.push({ headers: request.headers, body })
      response.writeHead(statuses[posts.length - 1] ?? 204, { Location: '/elsewhere' }).end()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, posts }
}

describe('a webhook', () => {
  const hook = (url: string) => ({ webhook: { url, secret: 'sixteen characters', timeout: 2_000 } })

  it('gets each message, signed; spam it does not get', async () => {
    const house = new House()
    const { url, posts } = await receiver()
    const opened = house.open(hook(url))
    await send(opened, { website: 'spam' })
    const outcome = await send(opened, { message: 'Grüße' })
    await expect.poll(() => house.drawer().list('all')).toMatchObject([{ deliveries: [] }])
    expect(posts).toHaveLength(1)
    const { headers, body } = posts[0]!
    const { website: _, ...text } = form
    expect(JSON.parse(body)).toEqual({
      ...text,
      message: 'Grüße',
      type: 'contact.message',
      id: outcome.outcome === 'sent' && outcome.id,
      at: new Date(house.now).toISOString(),
    })
    const [, seconds, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['portcullis-signature'])) ?? []
    expect(mac).toBe(createHmac('sha256', 'sixteen characters').update(`${seconds}.${body}`).digest('hex'))
  })

  it('that fails, or redirects, is tried again later, also by the next process; the delivery is then gone', async () => {
    const house = new House()
    const { url, posts } = await receiver(500, 302)
    let opened = house.open(hook(url))
    await send(opened)
    const owed = () => house.drawer().list('all')[0]?.deliveries[0]
    await expect.poll(() => owed()).toMatchObject({ tries: 1, failure: 'HTTP 500', next: house.now + 30_000 })
    await opened.close()
    house.pass(30_000)
    opened = house.open(hook(url))
    await expect.poll(() => owed()).toMatchObject({ tries: 2, failure: 'HTTP 302', next: house.now + 60_000 })
    await opened.close()
    house.pass(60_000)
    opened = house.open(hook(url))
    await expect.poll(() => owed()).toBeUndefined()
    expect(posts).toHaveLength(3)
    expect(new Set(posts.map(({ headers }) => headers['portcullis-delivery'])).size).toBe(1)
  })

  it('that nobody answers keeps the message, without a word of it in what the operator is told', async () => {
    const house = new House()
    const opened = house.open(hook('http://127.0.0.1:1/hook'))
    expect(await send(opened)).toMatchObject({ outcome: 'sent' })
    await expect.poll(() => house.said).toEqual([expect.stringContaining('ECONNREFUSED')])
    expect(house.said.join()).not.toMatch(/wipes|ada@|sixteen/)
  })
})

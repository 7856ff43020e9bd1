import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type Forwarder, startForwarder } from './forwarder.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** A target that keeps what it is sent, and answers when told to. */
async function listening(): Promise<{ url: string; server: Server; next: Promise<Socket> }> {
  const server = createServer().listen(0, '127.0.0.1')
  const next = once(server, 'connection').then(([socket]) => socket as Socket)
  await once(server, 'listening')
  closing.push(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp/x`, server, next }
}

async function forwarding(url: string): Promise<{ forwarder: Forwarder; socket: Socket; own: string }> {
  const forwarder = await startForwarder(url, { Authorization: 'Bearer secret' })
  closing.push(() => forwarder.close())
  const own = new URL(forwarder.url).host
  const socket = connect(Number(own.split(':')[1]), '127.0.0.1')
  closing.push(() => socket.destroy())
  return { forwarder, socket, own }
}

async function until(socket: Socket, end: string): Promise<string> {
  let text = ''
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += String(chunk)
    if (text.includes(end)) return text
  }
  return text
}

describe('the forwarder', () => {
  it('keeps the path and speaks by the name localhost', async () => {
    const { forwarder } = await forwarding('http://127.0.0.1:1/mcp/x')
    expect(forwarder.url).toMatch(/^http:\/\/localhost:\d+\/mcp\/x$/)
  })

  it('adds its headers and leaves the rest: names, order, case, foreign hosts, body', async () => {
    const { url, next } = await listening()
    const { socket } = await forwarding(url)
    const head = [
      'Host: evil.example.com',
      'ORIGIN: http://evil.example.com',
      'X-Twice: 1',
      'x-twice: 2',
      'Content-Length: 4',
    ]
    socket.write(`POST /mcp/x?a=%20 HTTP/1.1\r\n${head.join('\r\n')}\r\n\r\nbody`)
    const seen = await until(await next, 'body')
    const [first, ...lines] = seen.split('\r\n')
    expect(first).toBe('POST /mcp/x?a=%20 HTTP/1.1')
    expect(lines.filter((line) => !/^connection:/i.test(line))).toEqual([
      ...head,
      'Authorization: Bearer secret',
      '',
      'body',
    ])
  })

  it("puts the target's name for its own", async () => {
    const { url, next } = await listening()
    const { socket, own } = await forwarding(url)
    socket.write(`GET /mcp/x HTTP/1.1\r\nHost: ${own}\r\nOrigin: http://${own}\r\n\r\n`)
    const seen = await until(await next, '\r\n\r\n')
    const target = `localhost:${new URL(url).port}`
    expect(seen).toContain(`Host: ${target}\r\nOrigin: http://${target}\r\n`)
  })

  it('passes what comes at once, and the end of either side', async () => {
    const { url, next } = await listening()
    const { socket } = await forwarding(url)
    socket.write('GET /mcp/x HTTP/1.1\r\nHost: localhost\r\n\r\n')
    const target = await next
    await until(target, '\r\n\r\n')
    target.write('HTTP/1.1 203 Odd\r\nX-Some: thing\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n')
    const answer = await until(socket, 'first')
    expect(answer).toMatch(/^HTTP\/1\.1 203 Odd\r\nX-Some: thing\r\n/)
    const gone = once(target, 'close')
    socket.destroy()
    await gone
  })

  it('cuts off when the target does', async () => {
    const { url, next } = await listening()
    const { socket } = await forwarding(url)
    socket.write('GET /mcp/x HTTP/1.1\r\nHost: localhost\r\n\r\n')
    const target = await next
    await until(target, '\r\n\r\n')
    target.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf')
    await until(socket, 'half')
    const gone = once(socket, 'close')
    target.destroy()
    await gone
  })
})

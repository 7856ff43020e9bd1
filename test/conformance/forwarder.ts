/**
 * Stands between the conformance suite, which cannot send headers of our choice, and what it tests. It adds headers and
 * changes nothing else: every other byte of heads and bodies passes as it came, in both directions.
 */
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

/** A forwarder that listens. */
export interface Forwarder {
  /** Its URL, by the name `localhost`, with the path of the target. */
  readonly url: string
  close(): Promise<void>
}

/** Starts to forward to the target's host and port, whatever the path, adding the headers to every request. */
export async function startForwarder(target: string, headers: Readonly<Record<string, string>>): Promise<Forwarder> {
  const { hostname, port, pathname } = new URL(target)
  const added = Object.entries(headers).flat()
  const agents = new WeakMap<Socket, Agent>()
  let own = ''

  const server = createServer((message, response) => forward(message, response))
  server.on('connection', (socket) => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    agents.set(socket, agent)
    socket.once('close', () => agent.destroy())
  })

  function forward(message: IncomingMessage, response: ServerResponse): void {
    const head = renamed(message.rawHeaders, own, `localhost:${port}`)
    const options = { hostname, port, method: message.method, path: message.url, headers: [...head, ...added] }
    const onward = request({ ...options, setHost: false, agent: agents.get(message.socket) ?? false }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.rawHeaders)
      response.flushHeaders()
      answer.on('error', () => response.destroy()).pipe(response)
    })
    onward.on('error', () => response.destroy())
    response.on('close', () => onward.destroy())
    message.pipe(onward)
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  own = `localhost:${(server.address() as AddressInfo).port}`
  return {
    url: `http://${own}${pathname}`,
    async close() {
      const stopped = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await stopped
    },
  }
}

/** The forwarder's own name becomes the target's in `Host` and `Origin`; every other name stays, foreign ones above all. */
function renamed(rawHeaders: readonly string[], own: string, target: string): string[] {
  return rawHeaders.map((text, n) => {
    const name = n % 2 === 1 ? rawHeaders[n - 1]?.toLowerCase() : undefined
    if (name === 'host' && text === own) return target
    return name === 'origin' && text === `http://${own}` ? `http://${target}` : text
  })
}

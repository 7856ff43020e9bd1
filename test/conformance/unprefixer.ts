/**
 * Stands between the conformance suite, which knows tools by their own names, and the endpoint of all servers, where they
 * begin with their server's: puts the beginning before every name that goes in, and takes it from all that come out.
 */
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Forwarder } from './forwarder.ts'

interface Message {
  readonly params?: { name?: unknown; ref?: { name?: unknown } }
}

/** @param prefix such as `shop__` */
export async function startUnprefixer(
  target: string,
  headers: Readonly<Record<string, string>>,
  prefix: string,
): Promise<Forwarder> {
  const { hostname, port, pathname } = new URL(target)
  const agent = new Agent({ keepAlive: true })
  const server = createServer((message, response) => void forward(message, response))

  async function forward(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = []
    for await (const piece of message as AsyncIterable<Buffer>) pieces.push(piece)
    const body = prefixed(Buffer.concat(pieces), prefix)
    const { host, origin } = message.headers
    const sent = { ...message.headers, ...headers, host: named(host), 'content-length': body.length }
    if (origin === `http://localhost:${own()}`) Object.assign(sent, { origin: `http://localhost:${port}` })
    const name = message.headers['mcp-name']
    const isName = ['tools/call', 'prompts/get'].includes(String(message.headers['mcp-method']))
    if (isName && typeof name === 'string') Object.assign(sent, { 'mcp-name': prefix + name })
    const onward = request(
      { hostname, port, method: message.method, path: message.url, headers: sent, agent },
      (answer) => {
        const { 'content-length': _, ...rest } = answer.headers
        response.writeHead(answer.statusCode ?? 502, rest)
        response.flushHeaders()
        pass(answer, response, prefix)
      },
    )
    onward.on('error', () => response.destroy())
    response.on('close', () => onward.destroy())
    onward.end(body)
  }

  /** Foreign names stay: the suite looks whether they are refused. */
  const named = (host: string | undefined): string | undefined =>
    host === `localhost:${own()}` ? `localhost:${port}` : host
  const own = (): number => (server.address() as AddressInfo).port

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://localhost:${own()}${pathname}`,
    async close() {
      const stopped = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      agent.destroy()
      await stopped
    },
  }
}

/** Bodies that are no messages pass as they are: the suite sends such, too. */
function prefixed(body: Buffer, prefix: string): Buffer {
  try {
    const message: Message = JSON.parse(body.toString())
    const holders = [message.params, message.params?.ref].filter((holder) => typeof holder?.name === 'string')
    for (const holder of holders) if (holder !== undefined) holder.name = prefix + String(holder.name)
    return holders.length === 0 ? body : Buffer.from(JSON.stringify(message))
  } catch {
    return body
  }
}

/** Line by line: no name lies across two. */
function pass(answer: IncomingMessage, response: ServerResponse, prefix: string): void {
  let held = ''
  const plain = (text: string): string => text.replaceAll(`"name":"${prefix}`, '"name":"')
  answer.setEncoding('utf8')
  answer.on('data', (piece: string) => {
    const lines = (held + piece).split('\n')
    held = lines.pop() ?? ''
    if (lines.length > 0) response.write(plain(`${lines.join('\n')}\n`))
  })
  answer.on('end', () => response.end(plain(held)))
  answer.on('error', () => response.destroy())
}

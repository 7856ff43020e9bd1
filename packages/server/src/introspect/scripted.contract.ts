/** Servers written for these tests: programs of a line or two, and peers over HTTP. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CommandTarget } from './target.ts'

/** A program whose `tools/list` is answered by `answer(params)`: JavaScript of an expression. */
export function program(answer: string, before = ''): CommandTarget {
  const code = `${before};
    const say = (id, result) => process.stdout.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\\n')
    process.stdout.write('starting up, not JSON\\n')
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const { id, method, params = {} } = JSON.parse(line)
      if (method === 'initialize') say(id, { protocolVersion: '2025-06-18', capabilities: { tools: {} }, serverInfo: { name: 'scripted', version: '1' } })
      const answer = method === 'tools/list' ? (${answer}) : undefined
      if (answer !== undefined) say(id, answer)
    })`
  return { kind: 'stdio', command: process.execPath, args: ['-e', code], env: {}, cwd: process.cwd() }
}

/** A peer over HTTP that answers each request in turn with `answer`. */
export async function peer(
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8')
    })
    request.on('end', () => answer(request, response, body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/**
 * A process: bytes from one socket to another and back on node:net, and nothing else, no HTTP either. No way of Node that takes a
 * request in and sends it on can cost less; it is the lane that the guard of `npm test` is held against.
 */
import { connect, createServer } from 'node:net'
import { endWithParent, tellPort, upstreamPort } from './child.ts'

const port = upstreamPort()

const server = createServer({ noDelay: true }, (client) => {
  const upstream = connect({ port, host: '127.0.0.1', noDelay: true })
  const end = (): void => {
    client.destroy()
    upstream.destroy()
  }
  client.on('data', (chunk) => void upstream.write(chunk))
  upstream.on('data', (chunk) => void client.write(chunk))
  for (const socket of [client, upstream]) socket.on('error', end).on('close', end)
})
server.listen({ port: 0, host: '127.0.0.1', backlog: 1024 }, () => tellPort(server))
endWithParent()
